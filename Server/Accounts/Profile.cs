using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>What others may see of an account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Handle">Its handle.</param>
/// <param name="DisplayName">What to call it.</param>
/// <param name="About">A few lines.</param>
/// <param name="Avatar">Its picture, or none.</param>
/// <param name="Kind">Person, guest or bot.</param>
/// <param name="ExpiresMs">When a guest ends, for itself; 0: it does not.</param>
internal sealed record Profile(
    AccountId Account, string Handle, string DisplayName, string About, MediaId Avatar, AccountKind Kind, long ExpiresMs)
{
    public static Profile Of(AccountId account, AccountRecord record, AccountStatusRecord status) =>
        new(account, record.Handle, record.DisplayName, record.About, record.Avatar, status.Kind, status.ExpiresMs);
}
