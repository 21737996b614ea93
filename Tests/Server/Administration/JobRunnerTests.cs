using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Routing;
using FastChat.Storage.Administration;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Tests.Server.Administration;

[TestFixture]
internal sealed class JobRunnerTests
{
    private const int Refusals = 2_000;

    [Test]
    public async Task A_job_that_was_refused_goes_on_after_each_pause_and_not_only_when_the_runner_looks_by_itself()
    {
        await using var server = await TestServer.StartAsync(configure: WithoutJobRunner);
        var jobs = server.Server.Services.GetRequiredService<Jobs>();
        var work = new RefusedWork();
        using var runner = new JobRunner(jobs, [work], new OnlyPauses(), NullLogger<JobRunner>.Instance);
        await runner.StartAsync(CancellationToken.None);
        var id = jobs.NewId();
        await jobs.AddAsync(id, work.Kind, AccountId.None, dueMs: 0, []);
        await Conditions.Until(() => jobs.Read(id)!.State == JobState.Done);
        Assert.That(work.Refused, Is.EqualTo(Refusals));
        await runner.StopAsync(CancellationToken.None);
    }

    /// <summary>A server whose jobs are left to the test.</summary>
    public static void WithoutJobRunner(IServiceCollection services) =>
        services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(JobRunner)));

    private sealed class RefusedWork : IJobWork
    {
        public JobKind Kind => JobKind.Deletion;

        public int Refused { get; private set; }

        public Task<JobRecord> RunAsync(JobId id, JobRecord job, CancellationToken cancellation)
        {
            if (Refused == Refusals) return Task.FromResult(job with { State = JobState.Done, DueMs = long.MaxValue });
            Refused++;
            throw new RefusalException(Code.Busy, "Not now.");
        }

        public void Forget(JobId id, JobRecord job)
        {
            // It has made nothing.
        }
    }

    /// <summary>A clock on which pauses are over at once, and the runner's own look never comes.</summary>
    private sealed class OnlyPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == AdministrationLimits.JobPause ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, period);
    }
}
