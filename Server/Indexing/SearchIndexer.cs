using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Search;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Feed;
using FastChat.Storage.Search;

namespace FastChat.Server.Indexing;

/// <summary>
/// Keeps the index of all conversations: follows the feed with a position of its own, works out segments beside everything
/// else, and has the loops write them. It may lag: what no segment covers a search looks through. Its loop owns all state here.
/// </summary>
internal sealed partial class SearchIndexer(
    ChatDatabase database,
    ShardRouter router,
    RecordWriter records,
    PublishedCommits published,
    TimeProvider time,
    ILogger<SearchIndexer> log) : BackgroundService
{
    private const string FollowerName = "search";

    /// <summary>Conversations to look at, and when. Ordered by when, so that the first is the next.</summary>
    private readonly PriorityQueue<ConversationId, DateTimeOffset> _due = new();
    private readonly HashSet<ConversationId> _waiting = [];
    private readonly HashSet<ConversationId> _changed = [];
    private readonly SearchIndexing _indexing = new(database);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ServerLoad _load = new(published, time);
    private TimeSpan _rest;

    /// <summary>Makes all indexes anew, one conversation after the other; returns how many.</summary>
    public async Task<int> RebuildAsync(CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var conversation in AllAsync())
        {
            await _one.WaitAsync(cancellation);
            try
            {
                await WriteAsync([_indexing.Drop(conversation)]);
                while (await StepAsync(conversation, isQuiet: true, isRebuild: true)) cancellation.ThrowIfCancellationRequested();
            }
            catch (RefusalException refusal) when (refusal.Code == Code.NotFound)
            {
                continue; // Deleted meanwhile.
            }
            finally
            {
                _one.Release();
            }

            count++;
        }

        return count;
    }

    /// <summary>Takes what was deleted of a conversation out of its index now, and not once the index is large enough for that.</summary>
    public async Task PurgeAsync(ConversationId conversation, CancellationToken cancellation)
    {
        for (var more = true; more;)
        {
            await _one.WaitAsync(cancellation);
            try
            {
                more = await StepAsync(conversation, isQuiet: true, isRebuild: true);
            }
            catch (RefusalException refusal) when (refusal.Code == Code.NotFound)
            {
                return; // Deleted meanwhile, and its index with it.
            }
            finally
            {
                _one.Release();
            }
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            var follower = database.Feed.Follow(FollowerName);
            // What an earlier process left waiting, and what was there before there was an index.
            await foreach (var conversation in AllAsync())
            {
                stopping.ThrowIfCancellationRequested();
                if (_indexing.IsDue(conversation) || _indexing.PurgeSinceMs(conversation) > 0) await LookAsync(conversation, isQuiet: false, stopping);
            }

            while (true)
            {
                await FollowAsync(follower, stopping);
                while (_due.TryPeek(out var conversation, out var at) && at <= time.GetUtcNow())
                {
                    _due.Dequeue();
                    _waiting.Remove(conversation);
                    await LookAsync(conversation, isQuiet: true, stopping);
                }

                await Task.Delay(IndexingLimits.Interval, time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; the next start goes on.
        }
        catch (StorageException failure)
        {
            LogStopped(failure);
        }
    }

    /// <summary>Takes in what the feed says has changed, and only then keeps the position: a crash repeats it.</summary>
    private async Task FollowAsync(FeedFollower follower, CancellationToken stopping)
    {
        var rows = follower.Read(IndexingLimits.FeedRowsMax, (_, _, row) =>
        {
            foreach (var shard in row.Shards) _changed.UnionWith(shard.Conversations);
            return true;
        });
        if (rows == 0) return;
        foreach (var conversation in _changed) await LookAsync(conversation, isQuiet: false, stopping);
        _changed.Clear();
        try
        {
            await records.RunAsync(
                0,
                UInt128.Zero,
                batch =>
                {
                    follower.Save(batch);
                    return true;
                },
                stopping);
        }
        catch (RefusalException refusal)
        {
            // It is kept later.
            LogRefused(refusal.Code);
        }
    }

    /// <summary>Does all that a conversation needs now, with rests; what has too little new is looked at again once it is quiet.</summary>
    private async Task LookAsync(ConversationId conversation, bool isQuiet, CancellationToken stopping)
    {
        for (var steps = 0; ;)
        {
            stopping.ThrowIfCancellationRequested();
            var started = time.GetTimestamp();
            await _one.WaitAsync(stopping);
            bool more;
            try
            {
                more = await StepAsync(conversation, isQuiet, isRebuild: false);
            }
            catch (RefusalException refusal)
            {
                if (refusal.Code != Code.NotFound) LogRefused(refusal.Code);
                if (refusal.Code != Code.NotFound) await Task.Delay(IndexingLimits.RefusedRest, time, stopping);
                return;
            }
            finally
            {
                _one.Release();
            }

            if (!more) break;
            _rest += time.GetElapsedTime(started) * (_load.IsHigh() ? IndexingLimits.BusyRest : 1);
            await RestAsync(stopping);
            // One that grows faster than it is indexed would keep all others waiting; its next change brings it back.
            if (++steps == IndexingLimits.StepsMax) break;
        }

        if (!isQuiet && _waiting.Count < IndexingLimits.WaitingMax && _waiting.Add(conversation)) _due.Enqueue(conversation, NextLook(conversation));
    }

    /// <summary>Rests for as long as was worked, many times that while the server is busy; not for every little piece.</summary>
    private async Task RestAsync(CancellationToken stopping)
    {
        if (_rest < IndexingLimits.RestMin) return;
        await Task.Delay(_rest < IndexingLimits.RestMax ? _rest : IndexingLimits.RestMax, time, stopping);
        _rest = TimeSpan.Zero;
    }

    private DateTimeOffset NextLook(ConversationId conversation)
    {
        var quiet = time.GetUtcNow() + IndexingLimits.Quiet;
        var purge = _indexing.PurgeSinceMs(conversation);
        if (purge == 0) return quiet;
        var purged = DateTimeOffset.FromUnixTimeMilliseconds(purge + StorageLimits.SearchPurgeDelayMs);
        return purged > quiet ? purged : quiet;
    }

    /// <summary>One segment, merged where it is time; false: there was nothing to do.</summary>
    private async Task<bool> StepAsync(ConversationId conversation, bool isQuiet, bool isRebuild)
    {
        try
        {
            var next = _indexing.Next(conversation, time.GetUtcNow().ToUnixTimeMilliseconds(), isQuiet, isRebuild);
            if (next is null) return false;
            await WriteAsync(next);
            return true;
        }
        catch (SearchFormatException damage)
        {
            LogDamaged(conversation, damage);
            await WriteAsync([_indexing.Drop(conversation)]);
            return true;
        }
    }

    private async Task WriteAsync(IEnumerable<SearchWrite> writes)
    {
        foreach (var write in writes)
        {
            var command = new WriteSearchCommand(write);
            router.Route(command);
            await command.Completion;
        }
    }

    private async IAsyncEnumerable<ConversationId> AllAsync()
    {
        var after = ConversationId.None;
        while (database.Conversations.ReadIds(after, IndexingLimits.ConversationsPage) is { Count: > 0 } page)
        {
            foreach (var conversation in page) yield return conversation;
            after = page[^1];
            await Task.Yield();
        }
    }

    [LoggerMessage(EventIds.Indexing, LogLevel.Error, "The search indexer stopped; searches look through all that is new")]
    private partial void LogStopped(Exception failure);

    [LoggerMessage(EventIds.Indexing + 1, LogLevel.Warning, "The search index could not be written ({Code}); it is tried again")]
    private partial void LogRefused(Code code);

    [LoggerMessage(EventIds.Indexing + 2, LogLevel.Error, "The search index of conversation {Conversation} is damaged and is made anew")]
    private partial void LogDamaged(ConversationId conversation, Exception damage);
}
