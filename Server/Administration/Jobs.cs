using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>Durable work: asked for here, done by <see cref="JobRunner"/>. Thread-safe.</summary>
internal sealed class Jobs(ChatDatabase database, ServerRecords records, IIdSource ids, TimeProvider time)
{
    /// <summary>There is something new to do.</summary>
    public event Action? Changed;

    public JobId NewId() => ids.NewId<JobId>();

    public JobRecord? Read(JobId id) => id.IsNone() ? null : database.Administration.Jobs.Read(id);

    public IReadOnlyList<(JobId Id, JobRecord Job)> ReadBefore(JobId before, int limit) => database.Administration.Jobs.ReadBefore(before, limit);

    /// <summary>Those that wait, and those that are to be forgotten; the oldest first.</summary>
    public IEnumerable<(JobId Id, JobRecord Job)> ReadAll()
    {
        var after = JobId.None;
        while (database.Administration.Jobs.ReadAfter(after, AdministrationLimits.PageRowsMax) is { Count: > 0 } page)
        {
            foreach (var job in page) yield return job;
            after = page[^1].Id;
        }
    }

    /// <summary>Durable when it returns.</summary>
    public async Task<JobRecord> AddAsync(JobId id, JobKind kind, AccountId account, long dueMs, byte[] arguments)
    {
        var job = new JobRecord(kind, JobState.Waiting, account, Now(), dueMs, 0, UInt128.Zero, arguments, "");
        await records.RunAsync(batch =>
        {
            if (database.Administration.Jobs.ReadAfter(JobId.None, AdministrationLimits.JobsMax).Count >= AdministrationLimits.JobsMax)
                throw new RefusalException(Code.Busy, "Too many jobs are waiting.", AdministrationLimits.JobsRetryAfter);
            database.Administration.Jobs.Put(batch, id, job);
        });
        Changed?.Invoke();
        return job;
    }

    /// <summary>Stores how a job stands; false: it was withdrawn meanwhile, and stays so.</summary>
    public Task<bool> PutAsync(JobId id, JobRecord job) => records.RunAsync(batch =>
    {
        if (database.Administration.Jobs.Read(id) is null) return false;
        database.Administration.Jobs.Put(batch, id, job);
        return true;
    });

    public Task RemoveAsync(JobId id) => records.RunAsync(batch => database.Administration.Jobs.Delete(batch, id));

    public long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
