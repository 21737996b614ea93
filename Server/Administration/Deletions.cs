using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>Asks for the deletion of accounts, and takes it back while there is time. <see cref="DeletionWork"/> does it.</summary>
internal sealed class Deletions(ChatDatabase database, RecordWriter writer, Jobs jobs, Live<AdministrationOptions> options)
{
    /// <param name="account">Whose.</param>
    /// <param name="removesMessages">Whether its messages go too; else they stay, as those of a deleted account.</param>
    /// <param name="graceHours">How long it can be taken back; null: as the server's option says.</param>
    /// <exception cref="RefusalException">AlreadyUnderWay.</exception>
    public async Task<(JobId Id, JobRecord Job)> BeginAsync(AccountId account, bool removesMessages, long? graceHours)
    {
        var hours = graceHours ?? options.Value.DeletionGraceHours;
        if (hours is < 0 or > AdministrationLimits.GraceHoursMax)
            throw new RefusalException(Code.Malformed, $"grace_hours lies between 0 and {AdministrationLimits.GraceHoursMax}.");
        var (id, handle) = (jobs.NewId(), "");
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var record = database.Accounts.Read(account);
            var key = record is null ? null : database.Keys.Find(account);
            if (key is null) throw new RefusalException(Code.AccountNotFound, "There is no such account.");
            var state = database.Administration.States.Read(account);
            if (jobs.Read(state.Deletion) is not null) throw new RefusalException(Code.AlreadyUnderWay, "The account is to be deleted already.");
            handle = record!.Handle;
            database.Administration.States.Put(batch, account, key, state with { Deletion = id });
            return true;
        });
        var arguments = new DeletionArguments(removesMessages, database.Handles.KeyOf(handle));
        return (id, await jobs.AddAsync(id, JobKind.Deletion, account, jobs.Now() + (hours * 3_600_000L), arguments.ToBytes()));
    }

    /// <summary>A bot does not delete itself: its owner ends it.</summary>
    /// <exception cref="RefusalException">Forbidden.</exception>
    public void RequireOwn(AccountId account)
    {
        if (database.Accounts.ReadStatus(account).Kind == AccountKind.Bot) throw new RefusalException(Code.Forbidden, "A bot is ended by its owner.");
    }

    /// <summary>The deletion that is to come or under way; null: none.</summary>
    public (JobId Id, JobRecord Job)? Find(AccountId account)
    {
        var id = database.Administration.States.Read(account).Deletion;
        return jobs.Read(id) is { } job ? (id, job) : null;
    }

    /// <summary>Takes it back.</summary>
    /// <exception cref="RefusalException">NotFound: there is none, or it has begun.</exception>
    public async Task CancelAsync(AccountId account)
    {
        var id = await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var state = database.Administration.States.Read(account);
            if (state.Deletion.IsNone() || state.IsLeaving) throw new RefusalException(Code.NotFound, "There is no deletion that could be taken back.");
            database.Administration.States.Put(batch, account, database.Keys.Find(account)!, state with { Deletion = JobId.None });
            return state.Deletion;
        });
        await jobs.RemoveAsync(id);
    }
}
