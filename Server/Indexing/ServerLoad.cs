using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Indexing;

/// <summary>Whether the message path has much to do at the moment. The indexer's loop asks.</summary>
internal sealed class ServerLoad(PublishedCommits published, TimeProvider time)
{
    private readonly long[] _numbers = new long[Identifier.ShardCount];
    private long _commits;
    private long _measured;
    private bool _isHigh;

    /// <summary>By the commits since the last time it was measured.</summary>
    public bool IsHigh()
    {
        var elapsed = time.GetElapsedTime(_measured);
        if (elapsed < IndexingLimits.LoadInterval) return _isHigh;
        published.Read(_numbers);
        var commits = _numbers.Sum();
        _isHigh = _measured != 0 && commits - _commits > elapsed.TotalSeconds * IndexingLimits.BusyCommitsPerSecond;
        (_commits, _measured) = (commits, time.GetTimestamp());
        return _isHigh;
    }
}
