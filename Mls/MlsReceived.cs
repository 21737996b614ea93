namespace FastChat.Mls;

/// <summary>What a message that was processed said. RFC 9420, section 6.</summary>
public sealed class MlsReceived
{
    /// <summary>What the message was.</summary>
    public required MlsReceivedKind Kind { get; init; }

    /// <summary>The epoch that it was sent in.</summary>
    public required long Epoch { get; init; }

    /// <summary>Who sent it; null for a newcomer's own proposal. For an external commit, the member that joined by it.</summary>
    public required MlsMember? Sender { get; init; }

    /// <summary>The application data.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What travelled in clear beside it.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }

    /// <summary>Members that a commit added (or that joined by it), with their leaves in the new epoch.</summary>
    public IReadOnlyList<MlsMember> Added { get; init; } = [];

    /// <summary>Members that a commit removed, with their leaves in the old epoch.</summary>
    public IReadOnlyList<MlsMember> Removed { get; init; } = [];

    /// <summary>Whether the commit ended the group for this member: it was removed, or the group was closed by a ReInit.</summary>
    public bool HasEnded { get; init; }
}
