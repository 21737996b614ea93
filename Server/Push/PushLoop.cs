using FastChat.Protocol;
using FastChat.Server.Diagnostics;
using FastChat.Server.Outbound;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>
/// Follows the feed with a position of its own and keeps, for each device and conversation, a row of what the device is to be
/// told; tells it when that is due; and withdraws what was read. It alone decides about these rows, so a restart goes on where
/// they stand: nothing is lost, and a push whose answer a crash lost is made once more, under the same tag. Nobody waits for it.
/// </summary>
internal sealed partial class PushLoop(
    ChatDatabase database,
    ShardRouter router,
    PushFeed feed,
    SubscribedAccounts subscribed,
    PushExaminer examiner,
    PushDecision decision,
    PushDelivery delivery,
    PushSettings settings,
    TimeProvider time,
    ILogger<PushLoop> log) : BackgroundService
{
    private static readonly Backoff Waits = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));

    private readonly DueCalls<PushPlace, PushJob> _calls = new(PushLimits.WaitingMax, PushLimits.SendsMax, time);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken stopping)
    {
        QueueAll();
        while (!stopping.IsCancellationRequested)
        {
            var rest = PushLimits.Interval;
            try
            {
                await FollowAsync(stopping);
                await _calls.SettleAsync(SettleAsync);
                await DecideAsync(stopping);
                if (_calls.Queue is { IsIncomplete: true, HasRoom: true }) QueueAll();
            }
            catch (RefusalException refusal)
            {
                // A full or read-only shard: all of it is tried again.
                LogRefused(refusal.Code);
                rest = PushLimits.RefusedRest;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is StorageException or ObjectDisposedException)
            {
                LogStopped(failure);
                return;
            }

            await _calls.WaitAsync(rest, stopping);
        }
    }

    private Task FollowAsync(CancellationToken stopping) => feed.FollowAsync(
        !subscribed.IsEmpty,
        () => subscribed.IsEmpty,
        async conversation =>
        {
            var since = feed.DoneMs - (long)PushLimits.CommitSlack.TotalMilliseconds;
            foreach (var page in examiner.Examine(conversation, since))
            {
                // A row whose push is under way is looked at once that is over: there may be something to withdraw then.
                var rows = page.Where(row => row.State is not null || !_calls.IsUnderWay(row.Place)).ToList();
                if (rows.Count > 0) await WriteAsync(rows);
            }
        },
        PushLimits.FeedRowsMax,
        stopping);

    /// <summary>Takes in what became of a push.</summary>
    private async Task SettleAsync(PushJob job)
    {
        var (place, result) = (job.Place, job.Result);
        if (result.Outcome == PushOutcome.Dead)
        {
            LogDead(job.Subscription.Kind, result.Reason);
            await delivery.EndAsync(job);
        }
        else if (result.Outcome == PushOutcome.Refused)
        {
            LogNotTaken(job.Subscription.Kind, result.Reason);
        }

        // As it stands now: more may have come meanwhile.
        if (database.PushStates.Read(place) is { } state) await WriteAsync([(place, After(job, in state))]);
    }

    private PushStateRecord? After(PushJob job, in PushStateRecord state)
    {
        var now = NowMs;
        switch (job.Result.Outcome)
        {
            case PushOutcome.Dead:
                return null;
            case PushOutcome.Taken when job.IsWithdrawal:
                return state.Through > job.Through ? new PushStateRecord { Through = state.Through, Told = Math.Max(state.Told, job.Through), DueMs = now } : null;
            case PushOutcome.Taken:
                var told = state with { Told = job.Through, ToldMs = now, DueMs = 0, FailingSinceMs = 0, Attempts = 0, Held = false };
                return state.Through > job.Through ? told with { DueMs = now + (long)settings.Interval.TotalMilliseconds } : Recheck(told);
            case PushOutcome.Retry:
                var since = state.FailingSinceMs == 0 ? now : state.FailingSinceMs;
                if (now - since > settings.Lifetime.TotalMilliseconds) return PushDecision.Settled(in state);
                var wait = Waits.After(state.Attempts + 1, job.Result.RetryAfter);
                return state with { FailingSinceMs = since, Attempts = state.Attempts + 1, DueMs = now + (long)wait.TotalMilliseconds };
            default:
                return PushDecision.Settled(in state);
        }

        // Read while it was being told: the change that says so is looked at before this row says that there is something to withdraw.
        PushStateRecord Recheck(in PushStateRecord row) =>
            PushCursors.AreDone(database, job.Place, row.Through) ? row with { DueMs = now } : row;
    }

    /// <summary>Decides about what is due, as far as there is room for pushes.</summary>
    private async Task DecideAsync(CancellationToken stopping)
    {
        while (_calls.TryTake(NowMs, out var place))
        {
            if (_calls.IsUnderWay(place) || database.PushStates.Read(place) is not { DueMs: not 0 } state) continue;
            if (state.DueMs > NowMs)
            {
                _calls.Queue.Add(place, state.DueMs);
                continue;
            }

            var (job, next) = decision.On(place, in state);
            if (job is null)
            {
                await WriteAsync([(place, next)]);
            }
            else if (delivery.PauseOf(job) is { Ticks: > 0 } pause)
            {
                _calls.Queue.Add(place, NowMs + (long)pause.TotalMilliseconds);
            }
            else
            {
                _calls.Begin(
                    place,
                    async () => job with { Result = await delivery.SendAsync(job, stopping) },
                    failure =>
                    {
                        LogFailed(failure);
                        return job with { Result = new PushResult(PushOutcome.Retry, "failed") };
                    });
            }
        }
    }

    /// <summary>Makes rows of one conversation durable, and remembers when they are due.</summary>
    private async Task WriteAsync(List<(PushPlace Place, PushStateRecord? State)> rows)
    {
        var command = new WriteBesideCommand(rows[0].Place.Conversation, (batch, key) =>
        {
            foreach (var (place, state) in rows)
            {
                if (state is { } kept) PushStateTable.Put(batch, place, in kept, key);
                else PushStateTable.Delete(batch, place);
            }
        });
        router.Route(command);
        try
        {
            await command.Completion;
        }
        catch (RefusalException refusal) when (refusal.Code == Code.NotFound)
        {
            return; // Deleted, and its rows with it.
        }
        catch (RefusalException)
        {
            foreach (var (place, _) in rows) _calls.Queue.Add(place, NowMs + (long)PushLimits.RefusedRest.TotalMilliseconds);
            throw;
        }

        foreach (var (place, state) in rows)
        {
            if (state is { DueMs: > 0 } kept) _calls.Queue.Add(place, kept.DueMs);
        }
    }

    private void QueueAll()
    {
        _calls.Queue.Restart();
        database.PushStates.ReadAll((place, in state) =>
        {
            if (state.DueMs > 0) _calls.Queue.Add(place, state.DueMs);
            return !_calls.Queue.IsIncomplete;
        });
    }

    [LoggerMessage(EventIds.Push, LogLevel.Error, "Push stopped")]
    private partial void LogStopped(Exception failure);

    [LoggerMessage(EventIds.Push + 1, LogLevel.Warning, "What is to be pushed could not be written ({Code}); it is tried again")]
    private partial void LogRefused(Code code);

    [LoggerMessage(EventIds.Push + 2, LogLevel.Information, "A {Kind} subscription is dead ({Reason}) and was removed")]
    private partial void LogDead(PushKind kind, string reason);

    [LoggerMessage(EventIds.Push + 3, LogLevel.Warning, "The {Kind} service does not take a push ({Reason})")]
    private partial void LogNotTaken(PushKind kind, string reason);

    [LoggerMessage(EventIds.Push + 4, LogLevel.Error, "A push failed")]
    private partial void LogFailed(Exception failure);
}
