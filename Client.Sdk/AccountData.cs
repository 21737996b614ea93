namespace FastChat.Client;

/// <summary>
/// All of the signed-in account's data (<see cref="ChatClient.Data"/>): to take it along, and to have it deleted. All members are for any
/// thread, need the server, and fail by <see cref="ChatException"/>.
/// </summary>
public sealed class AccountData
{
    private readonly Func<SignedInClient> _require;

    internal AccountData(Func<SignedInClient> require) => _require = require;

    /// <summary>
    /// Writes an archive of everything that the account has on the server: profile, devices, conversations with all messages that it may read,
    /// settings, contacts, drafts, and its uploads (a zip file, docs/EXPORT.md). The server makes it, which takes a while; asked again, it goes
    /// on waiting for the same.
    /// </summary>
    /// <param name="to">Written in order, from where it stands; not closed.</param>
    /// <param name="progress">Told while it is downloaded, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the wait and the download.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>: too many exports today; refused or unreachable.</exception>
    public Task ExportAsync(Stream to, IProgress<Transfer>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        return _require().Data.ExportAsync(to, progress, cancellationToken);
    }

    /// <summary>
    /// Asks the server to delete the account, for good. It begins at once, or after a time of grace if the server gives one; then all
    /// devices are signed out. What lies on this device goes with <see cref="ChatClient.SignOutAsync"/>.
    /// </summary>
    /// <param name="password">The account's password; null if it has none.</param>
    /// <param name="messages">What becomes of its messages.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been asked for.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCredentials"/>; <see cref="ErrorCode.AlreadyUnderWay"/>; unreachable.</exception>
    public Task<AccountDeletion> DeleteAccountAsync(
        string? password, OwnMessages messages = OwnMessages.Keep, CancellationToken cancellationToken = default) =>
        _require().Data.DeleteAsync(password, messages, cancellationToken);

    /// <summary>Whether the account is to be deleted, and when; null: it is not.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Unreachable.</exception>
    public Task<AccountDeletion?> ReadDeletionAsync(CancellationToken cancellationToken = default) =>
        _require().Data.ReadDeletionAsync(cancellationToken);

    /// <summary>Takes a deletion back that has not begun.</summary>
    /// <param name="cancellationToken">Ends the wait; it may have been taken back.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>: there is none; unreachable.</exception>
    public Task CancelDeletionAsync(CancellationToken cancellationToken = default) => _require().Data.CancelDeletionAsync(cancellationToken);
}
