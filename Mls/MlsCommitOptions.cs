namespace FastChat.Mls;

/// <summary>What a commit does. The default is the empty commit, which renews the committer's keys.</summary>
public sealed class MlsCommitOptions
{
    /// <summary>Key packages (MLSMessages) of clients to add.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Add { get; init; } = [];

    /// <summary>Leaf indexes of members to remove.</summary>
    public IReadOnlyList<int> Remove { get; init; } = [];

    /// <summary>New GroupContext extensions, replacing all there are; null changes nothing.</summary>
    public IReadOnlyList<MlsExtension>? Extensions { get; init; }

    /// <summary>Ids of external pre-shared keys to mix in.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PreSharedKeys { get; init; } = [];

    /// <summary>Whether proposals that were received in this epoch are committed too, as far as they are valid.</summary>
    public bool IncludeReceivedProposals { get; init; } = true;

    /// <summary>Renew the committer's path even where RFC 9420 does not demand it: costs bytes, heals the tree.</summary>
    public bool ForcePath { get; init; }

    /// <summary>Whether the Welcome holds the ratchet tree. Without it, newcomers need it from elsewhere.</summary>
    public bool TreeInWelcome { get; init; } = true;

    /// <summary>Whether the GroupInfo for external joins holds the ratchet tree.</summary>
    public bool TreeInGroupInfo { get; init; } = true;

    /// <summary>Bytes that travel in clear with the commit and are signed.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; init; }

    /// <summary>Encrypt the commit as a PrivateMessage. The default is a PublicMessage, which a server can order and check.</summary>
    public bool Encrypted { get; init; }
}
