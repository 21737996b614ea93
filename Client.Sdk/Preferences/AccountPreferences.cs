using System.Collections.Immutable;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Personal;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// Settings and folders of the account, the same on all of its devices. Changes show at once, work offline, and are told to the server
/// when it can be; of two devices that change the same thing, the one that reaches the server last wins. For any thread.
/// </summary>
public sealed class AccountPreferences
{
    private readonly ChatClient _client;

    internal AccountPreferences(ChatClient client) => _client = client;

    /// <summary>Settings, folders or pins changed, here or on another device. On the event context.</summary>
    public event EventHandler? Changed;

    /// <summary>The settings as this device knows them. Reads the store.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public AccountSettings Settings
    {
        get
        {
            var settings = _client.Require().Store.Read(PersonalRead.Settings);
            return new AccountSettings(
                (NotificationLevel)(int)settings.Level, (Audience)(int)settings.Presence, (Audience)(int)settings.LastSeen,
                (Audience)(int)settings.ReadReceipts, (Audience)(int)settings.Invitations);
        }
    }

    /// <summary>The folders in their order. Reads the store.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public ImmutableArray<Folder> Folders =>
        [.. _client.Require().Store.Read(PersonalRead.Folders).Folders.Select(folder => new Folder(new FolderId(folder.Id), folder.Name))];

    /// <summary>Changes settings.</summary>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    /// <exception cref="ChatException">No account is signed in, or the store fails.</exception>
    public Task ChangeAsync(AccountSettingsChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var request = new Wire.SetAccountSettings();
        if (change.Notifications is { } level)
            request.Level = (Wire.NotificationLevel)(int)level;
        if (change.Presence is { } presence)
            request.Presence = (Wire.Audience)(int)presence;
        if (change.LastSeen is { } lastSeen)
            request.LastSeen = (Wire.Audience)(int)lastSeen;
        if (change.ReadReceipts is { } receipts)
            request.ReadReceipts = (Wire.Audience)(int)receipts;
        if (change.Invitations is { } invitations)
            request.Invitations = (Wire.Audience)(int)invitations;
        return _client.Require().Engine.ChangeAsync(new Wire.ClientFrame { SetAccountSettings = request }, cancellationToken);
    }

    /// <summary>Makes a folder, after all others. Conversations get into it by <see cref="ConversationPreferences.AddToFolderAsync"/>.</summary>
    /// <param name="name">1 to 64 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">The name cannot be taken, or there are 50 folders already.</exception>
    public async Task<Folder> AddFolderAsync(string name, CancellationToken cancellationToken = default)
    {
        var client = _client.Require();
        if (Folders.Length >= ProtocolLimits.FoldersMax)
            throw new ChatException(ErrorCode.LimitReached, $"There are at most {ProtocolLimits.FoldersMax} folders.");
        var folder = new Folder(new FolderId(client.Ids.NewMessageId()), Name(name, ProtocolLimits.FolderNameBytesMax));
        await SetAsync(new Wire.SetFolder { Id = folder.Id.Value, Name = folder.Name }, cancellationToken).ConfigureAwait(false);
        return folder;
    }

    /// <summary>Gives a folder another name.</summary>
    /// <param name="id">Which.</param>
    /// <param name="name">1 to 64 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">There is no such folder, or the name cannot be taken.</exception>
    public Task RenameFolderAsync(FolderId id, string name, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetFolder { Id = Existing(id), Name = Name(name, ProtocolLimits.FolderNameBytesMax) }, cancellationToken);

    /// <summary>Gives a folder another place.</summary>
    /// <param name="id">Which.</param>
    /// <param name="after">The folder to stand after; null: first.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <exception cref="ChatException">There is no such folder.</exception>
    public Task MoveFolderAsync(FolderId id, FolderId? after, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetFolder { Id = Existing(id), After = after?.Value ?? 0 }, cancellationToken);

    /// <summary>Removes a folder. Its conversations stay.</summary>
    /// <param name="id">Which; one that is gone already is no error.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public Task RemoveFolderAsync(FolderId id, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetFolder { Id = id.Value, Removed = true }, cancellationToken);

    internal static string Name(string name, int bytesMax, bool mayBeEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        return PersonalName.TryRead(name, bytesMax, mayBeEmpty, out var taken)
            ? taken
            : throw new ChatException(ErrorCode.InvalidName, PersonalName.Rule(bytesMax, mayBeEmpty));
    }

    internal void RaiseChanged() => Changed?.Invoke(this, EventArgs.Empty);

    private ulong Existing(FolderId id) => Folders.Any(folder => folder.Id == id)
        ? id.Value
        : throw new ChatException(ErrorCode.FolderNotFound, "There is no such folder.");

    private Task SetAsync(Wire.SetFolder request, CancellationToken cancellationToken) =>
        _client.Require().Engine.ChangeAsync(new Wire.ClientFrame { SetFolder = request }, cancellationToken);
}
