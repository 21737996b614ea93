using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>
/// Does what jobs ask for, a few at once, from the start on: what a stop or a crash interrupted goes on at its last step. What fails
/// is tried again later; what is over is forgotten when its time has come.
/// </summary>
internal sealed partial class JobRunner : BackgroundService
{
    private readonly Jobs _jobs;
    private readonly Dictionary<JobKind, IJobWork> _works;
    private readonly TimeProvider _time;
    private readonly ILogger<JobRunner> _log;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Dictionary<JobId, Task> _running = [];

    public JobRunner(Jobs jobs, IEnumerable<IJobWork> works, TimeProvider time, ILogger<JobRunner> log)
    {
        (_jobs, _time, _log) = (jobs, time, log);
        _works = works.ToDictionary(work => work.Kind);
        jobs.Changed += Wake;
    }

    public override void Dispose()
    {
        _jobs.Changed -= Wake;
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the thread that starts the server.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var (id, _) in _running.Where(running => running.Value.IsCompleted).ToList()) _running.Remove(id);
            var next = Start(stoppingToken);
            await SleepAsync(next, stoppingToken);
        }

        await Task.WhenAll(_running.Values);
    }

    /// <summary>Begins what is due and has room; when the next one is.</summary>
    private long Start(CancellationToken stopping)
    {
        var (now, next) = (_jobs.Now(), long.MaxValue);
        foreach (var (id, job) in _jobs.ReadAll())
        {
            if (_running.ContainsKey(id)) continue;
            if (job.DueMs > now) next = Math.Min(next, job.DueMs);
            else if (_running.Count >= AdministrationLimits.JobsAtOnce) break;
            else _running[id] = Begin(id, job, stopping);
        }

        return next;
    }

    private Task Begin(JobId id, JobRecord job, CancellationToken stopping)
    {
        var running = Task.Run(() => RunAsync(id, job, stopping), CancellationToken.None);
        // Once it can be seen to have ended: woken before, the loop would find the place taken and go back to sleep.
        _ = running.ContinueWith(_ => Wake(), stopping, TaskContinuationOptions.None, TaskScheduler.Default);
        return running;
    }

    private async Task RunAsync(JobId id, JobRecord job, CancellationToken stopping)
    {
        try
        {
            var work = _works[job.Kind];
            if (job.State != JobState.Waiting)
            {
                work.Forget(id, job);
                await _jobs.RemoveAsync(id);
                return;
            }

            for (JobRecord? current = job; current is { State: JobState.Waiting } && current.DueMs <= _jobs.Now(); current = _jobs.Read(id))
            {
                stopping.ThrowIfCancellationRequested();
                var after = await work.RunAsync(id, current, stopping);
                if (!await _jobs.PutAsync(id, after)) work.Forget(id, after);
            }

            LogStep(id, job.Kind);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (RefusalException refusal) when (refusal.Code is Code.Busy or Code.ShuttingDown or Code.StorageReadOnly)
        {
            await PauseAsync(stopping);
        }
        catch (ObjectDisposedException) when (stopping.IsCancellationRequested)
        {
            // The server is gone.
        }
#pragma warning disable CA1031 // The stage's edge: whatever failed is logged, and tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(id, job.Kind, failure);
            await PauseAsync(stopping);
        }
    }

    /// <summary>Holds its place while it waits, so that a job that fails does not spin.</summary>
    private Task PauseAsync(CancellationToken stopping) =>
        Task.Delay(AdministrationLimits.JobPause, _time, stopping).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private async Task SleepAsync(long nextMs, CancellationToken stopping)
    {
        var sleep = TimeSpan.FromMilliseconds(Math.Clamp(nextMs - _jobs.Now(), 0, AdministrationLimits.JobSleepMax.TotalMilliseconds));
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.Delay(sleep, _time, waking.Token), _wake.WaitAsync(waking.Token));
        await waking.CancelAsync();
    }

    private void Wake() => _wake.Release();

    [LoggerMessage(Diagnostics.EventIds.Administration, LogLevel.Information, "Job {Id} ({Kind}) went on")]
    private partial void LogStep(JobId id, JobKind kind);

    [LoggerMessage(Diagnostics.EventIds.Administration + 1, LogLevel.Error, "Job {Id} ({Kind}) failed; it is tried again")]
    private partial void LogFailed(JobId id, JobKind kind, Exception failure);
}
