using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Errors;
using FastChat.Protocol.Personal;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>
/// Keeps what the account keeps for itself in step with the server: fetches what other devices have changed, and tells what this one
/// has, one change after the other.
/// </summary>
internal sealed class PersonalSync(
    LocalStore store, SyncWork work, ServerConnection connection, PresenceBoard presence, TimeProvider time, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        work.Personal.Add(SyncWork.PersonalChangesWait);
        while (true)
        {
            var told = await work.Personal.TakeAsync(cancellationToken).ConfigureAwait(false);
            var known = store.Read(MetaTable.ReadPersonalVersion);
            try
            {
                if (told.Any(version => version != SyncWork.PersonalChangesWait && version != known))
                    await FetchAsync(known, cancellationToken).ConfigureAwait(false);
                while (await SendNextAsync(cancellationToken).ConfigureAwait(false))
                {
                    // One after the other: later ones may build on earlier ones.
                }
            }
            catch (ChatException exception) when (((Code)(int)exception.Code).Advice() == Advice.Retry)
            {
                SyncLog.RequestRefused(logger, exception.Code);
                await Task.Delay(exception.RetryAfter ?? TimeSpan.FromSeconds(1), time, cancellationToken).ConfigureAwait(false);
                work.Personal.Add(told);
                work.Personal.Add(SyncWork.PersonalChangesWait);
            }
        }
    }

    private async Task FetchAsync(long known, CancellationToken cancellationToken)
    {
        var (continuation, isFirst) = (ByteString.Empty, true);
        do
        {
            var request = new FetchPersonal { AfterVersion = (ulong)known, Continuation = continuation };
            var response = await connection.RequestAsync(new ClientFrame { FetchPersonal = request }, cancellationToken).ConfigureAwait(false);
            var page = response.PersonalPage;
            await store.WriteAsync(transaction => PersonalWrites.Apply(transaction, page, isFirst), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            (continuation, isFirst) = (page.Continuation, false);
        }
        while (!continuation.IsEmpty);
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        var change = await store.WriteAsync(PersonalWrites.Take, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (change is null)
            return false;
        try
        {
            var response = await connection.RequestAsync(change.Frame, cancellationToken).ConfigureAwait(false);
            var isWhole = await store.WriteAsync(
                transaction => PersonalWrites.Confirmed(transaction, change, response.PersonalChanged), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (change.Key.Kind is PersonalKind.Settings or PersonalKind.Contact or PersonalKind.Blocked)
                presence.MembersChanged(); // What the two see of each other may be more now.
            if (!isWhole)
                work.Personal.Add((long)response.PersonalChanged.Version);
        }
        catch (ChatException exception) when (((Code)(int)exception.Code).Advice() != Advice.Retry)
        {
            SyncLog.RequestRefused(logger, exception.Code);
            await store.WriteAsync(transaction => PersonalWrites.End(transaction, change), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
