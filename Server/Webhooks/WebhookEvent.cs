using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Webhooks;

/// <summary>One entry of a log, as somebody is told of it.</summary>
internal sealed record WebhookEvent(
    ConversationId Conversation,
    ulong Sequence,
    EntryKind Kind,
    string Type,
    long TimeMs,
    AccountId Account,
    DeviceId Device,
    ulong MessageId,
    ulong Target,
    uint Flags,
    IReadOnlyList<AccountId> Mentioned,
    IReadOnlyList<MediaId> Media,
    byte[] Content)
{
    /// <summary>The same however often it is tried, or replayed.</summary>
    public string Id => FormattableString.Invariant($"msg_{Conversation}_{Sequence}");

    public override string ToString() => Id;
}
