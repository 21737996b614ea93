using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>A conversation as this device knows it.</summary>
internal sealed record ConversationRow
{
    public required ConversationId Id { get; init; }

    /// <summary>The number that stands for the id within the store.</summary>
    public required long Key { get; init; }

    public Wire.ConversationKind Kind { get; init; }

    public Wire.Encryption Encryption { get; init; }

    public string Title { get; init; } = "";

    public Wire.Role MyRole { get; init; }

    public bool Left { get; init; }

    public bool Deleted { get; init; }

    /// <summary>A direct conversation that the server does not know yet.</summary>
    public bool LocalOnly { get; init; }

    /// <summary>Whether the server told its record; else only entries were seen.</summary>
    public bool HasState { get; init; }

    public long HeadSequence { get; init; }

    public long HeadOrdinal { get; init; }

    public long FirstVisible { get; init; }

    /// <summary>This account's read cursor, moves that the server has not yet seen included.</summary>
    public long ReadSequence { get; init; }

    public long ReadOrdinal { get; init; }

    public long ReadSent { get; init; }

    public long DeliveredSequence { get; init; }

    public long DeliveredSent { get; init; }

    public long MembershipVersion { get; init; }

    public int MemberCount { get; init; }

    /// <summary>In a direct conversation: the other account.</summary>
    public AccountId Peer { get; init; }

    public long LastTimeMs { get; init; }

    public long PreviewSequence { get; init; }

    /// <summary>The last message; content may be missing when only the server's preview of a long one is here.</summary>
    public EntryRow? Preview { get; init; }

    /// <summary>All own sends up to this number are accounted for.</summary>
    public long KnownNumber { get; init; }

    /// <summary>The last number that the server accepted from this device, as far as told.</summary>
    public long ServerNumber { get; init; }

    /// <summary>How far any, and all, of the other members that are known have read and received.</summary>
    public long OthersReadMax { get; init; }

    public long OthersReadMin { get; init; }

    public long OthersDeliveredMax { get; init; }

    public long OthersDeliveredMin { get; init; }

    /// <summary>Messages after the read cursor that mention this account.</summary>
    public long Mentions { get; init; }

    /// <summary>The first of them; 0: none.</summary>
    public long FirstMention { get; init; }

    /// <summary>After which messages expire; 0: they do not.</summary>
    public long TimerSeconds { get; init; }

    public long Unread => Left || Deleted || ReadSequence >= HeadSequence ? 0 : Math.Max(0, HeadOrdinal - ReadOrdinal);
}
