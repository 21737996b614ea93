using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Diagnostics;
using FastChat.Server.Outbound;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Webhooks;

namespace FastChat.Server.Webhooks;

/// <summary>
/// Follows the feed with a position of its own and keeps, for each webhook and conversation that is behind, up to where it was
/// told. Of one conversation a webhook is told in order, one request after the other; conversations do not wait for each other. What
/// fails is tried again by the schedule of Standard Webhooks; one of which nothing succeeds for the whole of it is disabled.
/// </summary>
internal sealed partial class WebhookLoop(
    ChatDatabase database,
    ShardRouter router,
    WebhookFeed feed,
    WebhookRegistry webhooks,
    WebhookDelivery delivery,
    IReadOnlyList<WebhookSetting> settings,
    TimeProvider time,
    ILogger<WebhookLoop> log) : BackgroundService
{
    private static readonly Backoff Schedule = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24));

    private readonly DueCalls<WebhookPlace, WebhookJob> _calls = new(WebhookLimits.WaitingMax, WebhookLimits.SendsMax, time);
    private readonly ExaminedLogs _logs = new(database);
    private volatile bool _readAll = true;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken stopping)
    {
        webhooks.Replayed += ReadAll;
        var isApplied = false;
        while (!stopping.IsCancellationRequested)
        {
            var rest = WebhookLimits.Interval;
            try
            {
                if (!isApplied) await webhooks.ApplyAsync(settings);
                isApplied = true;
                await FollowAsync(stopping);
                await _calls.SettleAsync(SettleAsync);
                if (_readAll || _calls.Queue is { IsIncomplete: true, HasRoom: true }) QueueAll();
                await BeginAsync(stopping);
            }
            catch (RefusalException refusal)
            {
                LogRefused(refusal.Code);
                rest = WebhookLimits.RefusedRest;
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception failure) when (failure is StorageException or ObjectDisposedException)
            {
                LogStopped(failure);
                break;
            }

            await _calls.WaitAsync(rest, stopping);
        }

        webhooks.Replayed -= ReadAll;
    }

    private void ReadAll() => _readAll = true;

    private Task FollowAsync(CancellationToken stopping) => feed.FollowAsync(
        webhooks.Enabled.Count > 0,
        () => !webhooks.List().Any(webhook => webhook.Record.Enabled),
        ExamineAsync,
        WebhookLimits.FeedRowsMax,
        stopping);

    /// <summary>Those that were up to date are behind from here on; those that are behind stay where they are.</summary>
    private async Task ExamineAsync(ConversationId conversation)
    {
        if (database.Conversations.ReadHead(conversation) is not { } head) return;
        var after = _logs.After(conversation, head.Sequence, feed.DoneMs - (long)WebhookLimits.CommitSlack.TotalMilliseconds);
        if (after < head.Sequence)
        {
            var position = new WebhookPositionRecord(after, NowMs, 0);
            foreach (var (id, _) in webhooks.Enabled)
            {
                var place = new WebhookPlace(conversation, id);
                if (database.WebhookPositions.Read(place) is null) await WriteAsync(place, position);
            }
        }

        _logs.Done(conversation, head.Sequence);
    }

    private async Task BeginAsync(CancellationToken stopping)
    {
        while (_calls.TryTake(NowMs, out var place))
        {
            var webhook = webhooks.Enabled.FirstOrDefault(webhook => webhook.Id == place.Webhook).Record;

            // One that is not enabled keeps its rows, one that was deleted does not.
            if (webhook is null && database.Webhooks.Read(place.Webhook) is null) await WriteAsync(place, null);
            if (webhook is null || _calls.IsUnderWay(place) || database.WebhookPositions.Read(place) is not { } position) continue;
            if (position.DueMs > NowMs)
            {
                _calls.Queue.Add(place, position.DueMs);
                continue;
            }

            var told = position.Told;
            _calls.Begin(
                place,
                () => delivery.RunAsync(place, webhook, told, stopping),
                failure =>
                {
                    LogFailed(failure);
                    return new WebhookJob(place, told, told, "failed", TimeSpan.Zero, IsGone: false);
                });
        }
    }

    private async Task SettleAsync(WebhookJob job)
    {
        await NoteAsync(job);
        if (database.WebhookPositions.Read(job.Place) is { } position) await WriteAsync(job.Place, After(job, position));
    }

    private WebhookPositionRecord? After(WebhookJob job, WebhookPositionRecord position)
    {
        // It was set back meanwhile.
        if (position.Told != job.From) return position;
        if (job.Failure is not null)
        {
            var attempts = job.Told > job.From ? 1 : position.Attempts + 1;
            return new WebhookPositionRecord(job.Told, NowMs + (long)Schedule.After(attempts, job.RetryAfter).TotalMilliseconds, attempts);
        }

        var head = database.Conversations.ReadHead(job.Place.Conversation)?.Sequence ?? 0;
        return job.Told < head ? new WebhookPositionRecord(job.Told, NowMs, 0) : null;
    }

    /// <summary>How the webhook as a whole does; written only when that changes.</summary>
    private async Task NoteAsync(WebhookJob job)
    {
        if (database.Webhooks.Read(job.Place.Webhook) is not { Enabled: true } webhook) return;
        if (job.Failure is null || job.Told > job.From)
        {
            if (webhook.FailingSinceMs != 0) await webhooks.NoteAsync(job.Place.Webhook, 0, isEnabled: true);
            return;
        }

        var since = webhook.FailingSinceMs == 0 ? NowMs : webhook.FailingSinceMs;
        if (job.IsGone || NowMs - since > WebhookLimits.FailingMax.TotalMilliseconds)
        {
            LogDisabled(job.Place.Webhook, job.Failure);
            await webhooks.NoteAsync(job.Place.Webhook, since, isEnabled: false);
        }
        else if (webhook.FailingSinceMs == 0)
        {
            LogNotTaken(job.Place.Webhook, job.Failure);
            await webhooks.NoteAsync(job.Place.Webhook, since, isEnabled: true);
        }
    }

    private async Task WriteAsync(WebhookPlace place, WebhookPositionRecord? position)
    {
        var command = new WriteBesideCommand(place.Conversation, (batch, key) =>
        {
            if (position is { } kept) database.WebhookPositions.Put(batch, place, in kept, key);
            else database.WebhookPositions.Delete(batch, place);
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

        if (position is { } behind) _calls.Queue.Add(place, behind.DueMs);
    }

    private void QueueAll()
    {
        _readAll = false;
        _calls.Queue.Restart();
        foreach (var (place, position) in database.WebhookPositions.ReadAll())
        {
            _calls.Queue.Add(place, position.DueMs);
            if (_calls.Queue.IsIncomplete) return;
        }
    }

    [LoggerMessage(EventIds.Webhooks, LogLevel.Error, "Webhooks stopped")]
    private partial void LogStopped(Exception failure);

    [LoggerMessage(EventIds.Webhooks + 1, LogLevel.Warning, "What webhooks are to be told could not be written ({Code}); it is tried again")]
    private partial void LogRefused(Code code);

    [LoggerMessage(EventIds.Webhooks + 2, LogLevel.Warning, "Webhook {Webhook} does not take an event ({Reason}); it is tried again")]
    private partial void LogNotTaken(WebhookId webhook, string reason);

    [LoggerMessage(EventIds.Webhooks + 3, LogLevel.Warning, "Webhook {Webhook} is disabled: nothing has succeeded for too long, or it asked for that ({Reason})")]
    private partial void LogDisabled(WebhookId webhook, string reason);

    [LoggerMessage(EventIds.Webhooks + 4, LogLevel.Error, "A webhook's delivery failed")]
    private partial void LogFailed(Exception failure);
}
