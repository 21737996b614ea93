using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// What the account keeps for itself about a conversation, the same on all of its devices; <see cref="ConversationSummary"/> shows it.
/// Changes show at once, work offline, and are told to the server when it can be; of two devices that change the same thing, the one
/// that reaches the server last wins. For any thread.
/// </summary>
public sealed class ConversationPreferences
{
    private readonly ChatClient _client;
    private readonly ConversationId _id;

    internal ConversationPreferences(ChatClient client, ConversationId id) => (_client, _id) = (client, id);

    /// <summary>What was written here and not sent yet, on whichever device; null: nothing. Reads the store.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public MessageDraft? Draft => _client.Require().Store.Read(connection => PersonalRead.Draft(connection, _id)) is { } draft
        ? Drafts.Read(draft, _id)
        : null;

    /// <summary>Puts the conversation into the archive. A new message brings it back, unless it is muted.</summary>
    /// <param name="archived">False takes it out.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task ArchiveAsync(bool archived = true, CancellationToken cancellationToken = default)
    {
        var ordinal = _client.Require().Store.ReadConversation(_id)?.HeadOrdinal ?? 0;
        return SetAsync(new Wire.SetConversationPreferences { Archived = archived, ArchivedOrdinal = (ulong)ordinal }, cancellationToken);
    }

    /// <summary>Pins the conversation above the others, or gives it another place there.</summary>
    /// <param name="after">The pinned conversation to stand after; null: first.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    /// <exception cref="ChatException">100 are pinned already.</exception>
    public Task PinAsync(ConversationId? after = null, CancellationToken cancellationToken = default)
    {
        var pinned = _client.Require().Store.Read(PersonalRead.Pinned).ConversationIds;
        if (pinned.Count >= ProtocolLimits.PinnedConversationsMax && !pinned.Contains(_id.ToByteString()))
            throw new ChatException(ErrorCode.LimitReached, $"At most {ProtocolLimits.PinnedConversationsMax} conversations are pinned.");
        return SetAsync(
            new Wire.SetConversationPreferences { Pinned = true, PinnedAfter = after?.ToByteString() ?? ByteString.Empty }, cancellationToken);
    }

    /// <summary>Takes the pin off again.</summary>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task UnpinAsync(CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetConversationPreferences { Pinned = false }, cancellationToken);

    /// <summary>Lets nothing of the conversation be notified of.</summary>
    /// <param name="until">Until when; null: for good. A time that is over ends it.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task MuteAsync(DateTimeOffset? until = null, CancellationToken cancellationToken = default) => SetAsync(
        new Wire.SetConversationPreferences { MutedUntilMs = until?.ToUnixTimeMilliseconds() ?? long.MaxValue }, cancellationToken);

    /// <summary>Ends <see cref="MuteAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task UnmuteAsync(CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetConversationPreferences { MutedUntilMs = 0 }, cancellationToken);

    /// <summary>What to be notified of here.</summary>
    /// <param name="level">The level; <see cref="NotificationLevel.Default"/>: as <see cref="AccountSettings.Notifications"/> says.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task SetNotificationsAsync(NotificationLevel level, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetConversationPreferences { Level = (Wire.NotificationLevel)(int)level }, cancellationToken);

    /// <summary>Puts the conversation into a folder; it may be in up to 16.</summary>
    /// <param name="folder">Which.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task AddToFolderAsync(FolderId folder, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetConversationPreferences { AddFolders = { folder.Value } }, cancellationToken);

    /// <summary>Takes the conversation out of a folder.</summary>
    /// <param name="folder">Which.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    public Task RemoveFromFolderAsync(FolderId folder, CancellationToken cancellationToken = default) =>
        SetAsync(new Wire.SetConversationPreferences { RemoveFolders = { folder.Value } }, cancellationToken);

    /// <summary>
    /// Keeps what is being written, for all devices: text, formatting, the reply and mentions, not attachments. Sending a message clears
    /// it. May be called on every pause of typing.
    /// </summary>
    /// <param name="draft">The draft; null or an empty one: none.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>Once it is on this device's disk.</returns>
    /// <exception cref="ChatException">It has more than 16 KiB.</exception>
    public Task SetDraftAsync(MessageDraft? draft, CancellationToken cancellationToken = default)
    {
        var request = Drafts.Write(draft);
        request.ConversationId = _id.ToByteString();
        return _client.Require().Engine.ChangeAsync(new Wire.ClientFrame { SetDraft = request }, cancellationToken);
    }

    private Task SetAsync(Wire.SetConversationPreferences change, CancellationToken cancellationToken)
    {
        change.ConversationId = _id.ToByteString();
        return _client.Require().Engine.ChangeAsync(new Wire.ClientFrame { SetConversationPreferences = change }, cancellationToken);
    }
}
