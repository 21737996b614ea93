using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Handlers;

/// <summary>
/// Does what is due: removes content that was deleted or has expired, sends scheduled messages, ends guests. It sleeps until the next timer, or until a
/// commit sets an earlier one. What it does is safe to repeat: a timer ends in the batch of what it does.
/// </summary>
internal sealed partial class TimerRunner : BackgroundService
{
    private const int DuePerShardMax = 64;

    /// <summary>After a refusal (a full queue), and at most between two looks: the clock may be set.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SleepMax = TimeSpan.FromMinutes(1);

    private readonly ChatDatabase _database;
    private readonly ShardRouter _router;
    private readonly ScheduleHandler _schedules;
    private readonly RecordWriter _writer;
    private readonly Guests _guests;
    private readonly MediaLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger<TimerRunner> _log;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _gate = new();

    // Under _gate: for when the runner is going to wake up.
    private long _nextMs;

    public TimerRunner(
        ChatDatabase database,
        ShardRouter router,
        ScheduleHandler schedules,
        RecordWriter writer,
        Guests guests,
        MediaLedger ledger,
        TimeProvider time,
        ILogger<TimerRunner> log)
    {
        (_database, _router, _schedules, _writer) = (database, router, schedules, writer);
        (_guests, _ledger, _time, _log) = (guests, ledger, time, log);
        database.Annotations.Timers.Committed += Wake;
    }

    /// <summary>Everything that is due now; when the next one is.</summary>
    public async Task<long> RunDueAsync()
    {
        while (true)
        {
            var (due, next) = _database.Annotations.Timers.ReadDue(_time.GetUtcNow().ToUnixTimeMilliseconds(), DuePerShardMax);
            if (due.Count == 0)
            {
                return next;
            }

            await Task.WhenAll(due.Select(timer => RunAsync(timer)));
        }
    }

    public override void Dispose()
    {
        _database.Annotations.Timers.Committed -= Wake;
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = Pause;
            try
            {
                lock (_gate)
                {
                    _nextMs = long.MaxValue;
                }

                var next = await Task.Run(RunDueAsync, stoppingToken);
                Earlier(next);
                sleep = UntilNext();
            }
            catch (RefusalException)
            {
                // Busy, or storage is read-only: the timers stay, so they are tried again.
            }
            catch (Exception failure) when (failure is StorageException or ObjectDisposedException)
            {
                LogFailed(failure);
            }

            await SleepAsync(sleep, stoppingToken);
        }
    }

    private async Task SleepAsync(TimeSpan sleep, CancellationToken stoppingToken)
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var delay = Task.Delay(sleep, _time, waking.Token);
        await Task.WhenAny(delay, _wake.WaitAsync(waking.Token));
        await waking.CancelAsync();
    }

    private async Task RunAsync(Timer timer)
    {
        if (timer.Kind == TimerKind.GuestEnds)
        {
            await _guests.EndAsync(timer);
            return;
        }

        ConversationRequest<bool> command;
        if (timer.Kind == TimerKind.Send)
        {
            command = new ReleaseScheduledCommand(in timer, _schedules.Prepare(timer.Conversation, timer.Account, timer.Number));
        }
        else
        {
            await ForgetUploadsAsync(timer);
            command = new RemoveContentCommand(in timer);
        }

        _router.Route(command);
        await command.Completion;
    }

    /// <summary>
    /// The sender's own hold on the media of what is removed ends as well: else they could be read on. Not on what the sender has uploaded
    /// once more since the message was sent: that is for another one.
    /// </summary>
    private async Task ForgetUploadsAsync(Timer timer)
    {
        var (sender, sentMs, media) = (AccountId.None, 0L, new List<MediaId>());
        _database.Blocks.ReadForward(timer.Conversation, timer.Number, (_, block) =>
        {
            if (StoredEntry.TryFind(block, timer.Number, out var entry))
            {
                BlockReader.TryOpen(block, out var reader);
                (sender, sentMs) = (entry.SenderAccount, reader.ServerTimeMs);
                foreach (var id in entry.MediaIds)
                {
                    if (MediaId.TryRead(id, out var found))
                    {
                        media.Add(found);
                    }
                }
            }

            return false;
        });
        if (media.Count == 0 || timer.Kind != TimerKind.Remove)
        {
            return;
        }

        var avatar = _database.Accounts.Read(sender)?.Avatar ?? MediaId.None;
        await _writer.RunAsync(sender.Shard(), sender.Value, batch =>
        {
            var released = media.Where(id => id != avatar && !(_database.MediaHoldings.Read(sender, id)?.RenewedMs > sentMs));
            _ledger.Release(batch, sender, [.. released]);
            return true;
        });
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            var ms = _nextMs - _time.GetUtcNow().ToUnixTimeMilliseconds();
            return TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, SleepMax.TotalMilliseconds));
        }
    }

    private void Wake(long earliestMs)
    {
        if (Earlier(earliestMs))
        {
            _wake.Release();
        }
    }

    private bool Earlier(long ms)
    {
        lock (_gate)
        {
            var earlier = ms < _nextMs;
            _nextMs = Math.Min(_nextMs, ms);
            return earlier;
        }
    }

    [LoggerMessage(EventId = Diagnostics.EventIds.Handlers + 1, Level = LogLevel.Error, Message = "A timer could not be run")]
    private partial void LogFailed(Exception failure);
}
