using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>
/// Exports: one job an account, whose archive lies sealed on the disk until it expires. An interrupted one begins anew.
/// </summary>
internal sealed class ExportWork(
    ChatDatabase database, RecordWriter writer, Jobs jobs, ArchiveFiles archives, AccountArchive archive, Live<AdministrationOptions> options) : IJobWork
{
    private const int KeyBytes = 32;

    public JobKind Kind => JobKind.Export;

    /// <summary>Asks for an export; the one before is forgotten, if it is not under way.</summary>
    /// <exception cref="RefusalException">AlreadyUnderWay.</exception>
    public async Task<(JobId Id, JobRecord Job)> BeginAsync(AccountId account)
    {
        var (id, older) = (jobs.NewId(), JobId.None);
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "There is no such account.");
            var state = database.Administration.States.Read(account);
            if (jobs.Read(state.Export) is { State: JobState.Waiting }) throw new RefusalException(Code.AlreadyUnderWay, "An export is under way.");
            older = state.Export;
            database.Administration.States.Put(batch, account, key, state with { Export = id });
            return true;
        });
        if (jobs.Read(older) is not null)
        {
            archives.Delete(older);
            await jobs.RemoveAsync(older);
        }

        return (id, await jobs.AddAsync(id, JobKind.Export, account, jobs.Now(), []));
    }

    /// <summary>The account's latest export; null: there is none, or it has expired.</summary>
    public (JobId Id, JobRecord Job)? Find(AccountId account)
    {
        var id = database.Administration.States.Read(account).Export;
        return jobs.Read(id) is { } job && (job.State == JobState.Waiting || job.DueMs > jobs.Now()) ? (id, job) : null;
    }

    /// <summary>The archive of a job that is done, and its size.</summary>
    /// <exception cref="RefusalException">NotReady.</exception>
    public Stream Open(JobId id)
    {
        if (jobs.Read(id) is not { Kind: JobKind.Export, State: JobState.Done, Arguments: { Length: KeyBytes + sizeof(long) } arguments } job
            || job.DueMs <= jobs.Now()
            || archives.OpenRead(id, arguments[..KeyBytes], BinaryPrimitives.ReadInt64BigEndian(arguments.AsSpan(KeyBytes))) is not { } content)
        {
            throw new RefusalException(Code.NotReady, "The archive is not made yet, or gone again.");
        }

        return content;
    }

    public async Task<JobRecord> RunAsync(JobId id, JobRecord job, CancellationToken cancellation)
    {
        if (database.Accounts.Read(job.Account) is null) return job with { State = JobState.Failed, DueMs = jobs.Now(), Problem = "The account is gone." };
        var arguments = new byte[KeyBytes + sizeof(long)];
        RandomNumberGenerator.Fill(arguments.AsSpan(0, KeyBytes));
        await using (var file = archives.Create(id, arguments[..KeyBytes]))
        {
            await archive.WriteAsync(job.Account, file, cancellation);
            BinaryPrimitives.WriteInt64BigEndian(arguments.AsSpan(KeyBytes), file.Complete());
        }

        return job with { State = JobState.Done, DueMs = jobs.Now() + (options.Value.ExportsKeptHours * 3_600_000L), Arguments = arguments };
    }

    public void Forget(JobId id, JobRecord job) => archives.Delete(id);
}
