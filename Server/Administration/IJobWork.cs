using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>What a kind of job does. Each step is safe to repeat: after a crash the last one begins again.</summary>
internal interface IJobWork
{
    JobKind Kind { get; }

    /// <summary>Does the next step; returns how the job stands then, which is stored before the next one.</summary>
    Task<JobRecord> RunAsync(JobId id, JobRecord job, CancellationToken cancellation);

    /// <summary>The job is forgotten, and so is what it made.</summary>
    void Forget(JobId id, JobRecord job);
}
