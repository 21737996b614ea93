namespace FastChat.Mls;

/// <summary>
/// What a committer sends to the delivery service. The group has not moved yet: apply the pending commit when the service
/// has accepted this one, discard it when another was first. RFC 9420, sections 12.4 and 12.4.3.
/// </summary>
public sealed record MlsCommitBundle(
    long Epoch, ReadOnlyMemory<byte> Commit, ReadOnlyMemory<byte>? Welcome, ReadOnlyMemory<byte> GroupInfo, ReadOnlyMemory<byte> RatchetTree)
{
    /// <summary>The epoch that the commit ends: what the service compares.</summary>
    public long Epoch { get; } = Epoch;

    /// <summary>The commit, an MLSMessage.</summary>
    public ReadOnlyMemory<byte> Commit { get; } = Commit;

    /// <summary>For all added clients together; null when none is added. A service slices it per recipient.</summary>
    public ReadOnlyMemory<byte>? Welcome { get; } = Welcome;

    /// <summary>The next epoch's GroupInfo, for external joins.</summary>
    public ReadOnlyMemory<byte> GroupInfo { get; } = GroupInfo;

    /// <summary>The next epoch's ratchet tree, for newcomers whose Welcome does not hold it.</summary>
    public ReadOnlyMemory<byte> RatchetTree { get; } = RatchetTree;
}
