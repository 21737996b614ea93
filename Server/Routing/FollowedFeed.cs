using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Feed;

namespace FastChat.Server.Routing;

/// <summary>
/// A follower of the feed that is there only while somebody needs it: else it would hold back trimming for nothing. Beginning
/// and ending are for any thread; reading and saving for one.
/// </summary>
internal abstract class FollowedFeed(ChatDatabase database, RecordWriter records, string name, TimeProvider time)
{
    private readonly HashSet<ConversationId> _changed = [];
    private FeedFollower? _follower;
    private long _passMs;

    // Null: not known yet.
    private bool? _isFollowing;

    /// <summary>
    /// Up to which time what was committed is done with, but for commits that were under way then. What changed later comes, or has
    /// come in the running pass.
    /// </summary>
    public long DoneMs => _follower?.SavedMs ?? time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>From when this returns on, every change is read; one that was begun before goes on where it was.</summary>
    /// <exception cref="RefusalException">The shard is busy, or read-only.</exception>
    public Task BeginAsync(CancellationToken cancellation = default)
    {
        if (database.Feed.IsFollowed(name)) return Task.CompletedTask;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return RunAsync(batch =>
        {
            if (!database.Feed.IsFollowed(name)) database.Feed.Follow(name).Save(batch, now);
        }, cancellation);
    }

    /// <summary>
    /// While it is needed: gives each conversation that has changed to <paramref name="examine"/>, and keeps the position once all of a
    /// pass were. A crash, or an exception of <paramref name="examine"/>, gives those that are left again.
    /// </summary>
    /// <param name="isNeeded">Whether somebody seems to need it.</param>
    /// <param name="isUnneeded">Asked in the turn that would end it: somebody may have begun to need it meanwhile.</param>
    /// <param name="examine">What to do with a conversation.</param>
    /// <param name="rowsMax">Rows of the feed read at once.</param>
    /// <param name="cancellation">Ends a pass between two conversations.</param>
    /// <exception cref="RefusalException">The shard is busy, or read-only.</exception>
    public async Task FollowAsync(
        bool isNeeded, Func<bool> isUnneeded, Func<ConversationId, Task> examine, int rowsMax, CancellationToken cancellation)
    {
        if (!isNeeded)
        {
            if (_isFollowing != false) await EndAsync(isUnneeded, cancellation);
            _isFollowing = false;
            return;
        }

        if (_isFollowing != true) await BeginAsync(cancellation);
        _isFollowing = true;
        await PassAsync(examine, rowsMax, cancellation);
    }

    private async Task EndAsync(Func<bool> isUnneeded, CancellationToken cancellation)
    {
        _follower = null;
        if (!database.Feed.IsFollowed(name)) return;
        await RunAsync(batch =>
        {
            if (isUnneeded()) database.Feed.Unfollow(batch, name);
        }, cancellation);
    }

    private async Task PassAsync(Func<ConversationId, Task> examine, int rowsMax, CancellationToken cancellation)
    {
        _follower ??= database.Feed.Follow(name);
        if (_changed.Count == 0)
        {
            _passMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            var rows = _follower.Read(rowsMax, (_, _, row) =>
            {
                foreach (var shard in row.Shards) _changed.UnionWith(shard.Conversations);
                return true;
            });
            if (rows == 0) return;
        }

        foreach (var conversation in _changed)
        {
            cancellation.ThrowIfCancellationRequested();
            await examine(conversation);
            _changed.Remove(conversation);
        }

        await RunAsync(batch => _follower.Save(batch, _passMs), cancellation);
    }

    private Task<bool> RunAsync(Action<Storage.Commit.CommitBatch> write, CancellationToken cancellation) => records.RunAsync(
        0,
        UInt128.Zero,
        batch =>
        {
            write(batch);
            return true;
        },
        cancellation);
}
