using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>
/// Deletes an account so that nothing personal is left of it: step after step, each safe to repeat. The order matters: what finds rows by
/// the account's list comes before the list goes, and the key goes last.
/// </summary>
internal sealed class DeletionWork(
    ChatDatabase database,
    RecordWriter writer,
    Jobs jobs,
    DeviceSessions sessions,
    OwnMessages messages,
    Departures departures,
    OwnBots bots,
    OwnMedia media,
    OwnReports reports,
    HandleClaims handles,
    ArchiveFiles archives,
    Live<AdministrationOptions> options) : IJobWork
{
    public JobKind Kind => JobKind.Deletion;

    public async Task<JobRecord> RunAsync(JobId id, JobRecord job, CancellationToken cancellation)
    {
        var arguments = DeletionArguments.Read(job.Arguments);
        switch ((DeletionStep)job.Step)
        {
            case DeletionStep.Begin:
                return await BeginAsync(id, job.Account)
                    // It may have got another handle during the time of grace, and gets none any more.
                    ? Next(job) with { Arguments = (arguments with { Handle = HandleOf(job.Account) ?? arguments.Handle }).ToBytes() }
                    : job with { State = JobState.Done, DueMs = jobs.Now() };
            case DeletionStep.Messages:
                var reached = arguments.RemovesMessages ? await messages.RemoveAsync(job.Account, new ConversationId(job.Position), cancellation) : null;
                return reached is { } conversation ? job with { Position = conversation.Value } : Next(job);
            case DeletionStep.Leave:
                await departures.LeaveAllAsync(job.Account, cancellation);
                return Next(job);
            case DeletionStep.Bots:
                await bots.DeleteAsync(job.Account, arguments.RemovesMessages);
                return Next(job);
            case DeletionStep.Media:
                await media.DeleteAsync(job.Account, cancellation);
                return Next(job);
            case DeletionStep.Reports:
                await reports.ForgetAsync(job.Account, arguments.RemovesMessages);
                return Next(job);
            case DeletionStep.Rows:
                await DeleteRowsAsync(job.Account, arguments.Handle);
                return Next(job) with { DueMs = jobs.Now() + (options.Value.HandleQuarantineDays * 86_400_000L) };
            default:
                await FreeAsync(arguments.Handle);
                return job with { State = JobState.Done, DueMs = jobs.Now() };
        }
    }

    public void Forget(JobId id, JobRecord job)
    {
        // Nothing was made.
    }

    private static JobRecord Next(JobRecord job) => job with { Step = job.Step + 1, Position = UInt128.Zero };

    /// <summary>False: it was taken back.</summary>
    private async Task<bool> BeginAsync(JobId id, AccountId account)
    {
        var revoked = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var state = database.Administration.States.Read(account);
            if (state.Deletion != id || database.Keys.Find(account) is not { } key) return null;
            database.Administration.States.Put(batch, account, key, state with { IsLeaving = true });
            return sessions.RevokeWhere(batch, account, _ => true);
        });
        if (revoked is null) return false;
        sessions.Cut(account, revoked);
        return true;
    }

    private async Task DeleteRowsAsync(AccountId account, HandleKey handle)
    {
        if (database.Administration.States.Read(account) is { Export: var export } && !export.IsNone())
        {
            archives.Delete(export);
            await jobs.RemoveAsync(export);
        }

        foreach (var (key, _) in database.Accounts.ReadExternal(account)) await handles.ReleaseAsync(key, account);
        await writer.RunAsync(handle.Shard(), handle.Value, batch =>
        {
            // Nobody can pose as the one who was there, for a while.
            if (database.Handles.Read(handle) is { } row && row.Account == account)
                database.Handles.Put(batch, handle, new HandleRecord(AccountId.None, HandleState.Retired, FreeAtMs()));
            return true;
        });
        await DeleteOnceAsync(account);
        database.Keys.Forget(account);
        // What a turn before wrote with the key that was still in memory.
        await DeleteOnceAsync(account);
        database.Keys.Forget(account);
        database.Accounts.Compact(account);
    }

    private HandleKey? HandleOf(AccountId account) => database.Accounts.Read(account) is { } record ? database.Handles.KeyOf(record.Handle) : null;

    private Task<bool> DeleteOnceAsync(AccountId account) => writer.RunAsync(account.Shard(), account.Value, batch =>
    {
        if (database.Accounts.ReadStatus(account) is { Kind: AccountKind.Guest } guest)
            database.Annotations.Timers.Delete(batch, Guests.TimerOf(account, guest.ExpiresMs));
        database.Accounts.Delete(batch, account);
        batch.NoteAccount(account);
        return true;
    });

    private Task<bool> FreeAsync(HandleKey handle) => writer.RunAsync(handle.Shard(), handle.Value, batch =>
    {
        if (database.Handles.Read(handle) is { State: HandleState.Retired } row && row.ReservedMs <= jobs.Now())
            database.Handles.Delete(batch, handle);
        return true;
    });

    private long FreeAtMs() => jobs.Now() + (options.Value.HandleQuarantineDays * 86_400_000L);
}
