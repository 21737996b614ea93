namespace FastChat.Mls;

/// <summary>What a delivery service can tell of a commit without any secret. RFC 9420, section 12.4.</summary>
public sealed record MlsCommitSummary(
    ReadOnlyMemory<byte> GroupId, long Epoch, MlsMember Committer, bool IsExternal, bool HasPath, IReadOnlyList<MlsAddedClient> Added, IReadOnlyList<MlsMember> Removed)
{
    /// <summary>The epoch that the commit ends.</summary>
    public long Epoch { get; } = Epoch;

    /// <summary>The committer, with its leaf and key as they are after the commit.</summary>
    public MlsMember Committer { get; } = Committer;

    /// <summary>Whether the committer joins by it; it is not among the added then.</summary>
    public bool IsExternal { get; } = IsExternal;
}
