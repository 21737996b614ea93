using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Hosting;

/// <summary>An entry of a conversation's log as hooks see it.</summary>
public sealed record HookEntry
{
    /// <summary>Where.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>Who; none: the server.</summary>
    public required AccountId Account { get; init; }

    /// <summary>From which device; none: a scheduled message, or the server.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>What: a message, an edit, a reaction …</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Random, and the same however often the entry is tried: a hook may be asked about it more than once.</summary>
    public required ulong MessageId { get; init; }

    /// <summary>Its place in the log; 0: it has none yet.</summary>
    public ulong Sequence { get; init; }

    /// <summary>The entry that it is about; 0: none.</summary>
    public ulong TargetSequence { get; init; }

    /// <summary>When it was stored; null: it is not yet.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The text of a message or edit; empty where there is none, or it is encrypted.</summary>
    public required string Text { get; init; }

    /// <summary>The bytes of its content (protocol.proto).</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Names its place only.</summary>
    public override string ToString() => $"{nameof(HookEntry)} {{ {nameof(Kind)} = {Kind}, {nameof(Sequence)} = {Sequence} }}";
}
