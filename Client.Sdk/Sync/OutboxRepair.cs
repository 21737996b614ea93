using System.Collections.Concurrent;
using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Protocol.Errors;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// What has to be asked before a conversation's drafts may leave: creating a direct conversation that was opened offline, and
/// searching the log for own message ids after the store lost part of its state.
/// </summary>
internal sealed class OutboxRepair(
    LocalStore store,
    SyncWork work,
    ServerConnection connection,
    HistoryFetcher history,
    PresenceBoard presence,
    TimeProvider time,
    ILogger logger)
{
    private readonly ConcurrentDictionary<ConversationId, bool> _running = [];

    /// <summary>Whether the pump has to leave a conversation alone; it is named again when this ends.</summary>
    public bool IsRunning(ConversationId id) => _running.ContainsKey(id);

    public void Start(ConversationId id, SendStep step, CancellationToken cancellationToken)
    {
        if (_running.TryAdd(id, true))
            _ = RunAsync(id, step, cancellationToken);
    }

    private async Task RunAsync(ConversationId id, SendStep step, CancellationToken cancellationToken)
    {
        try
        {
            if (step == SendStep.Create)
                await CreateAsync(id, cancellationToken).ConfigureAwait(false);
            else
                await ReconcileAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException exception) when (((Wire.Code)(int)exception.Code).Advice() == Advice.Retry)
        {
            await Task.Delay(exception.RetryAfter ?? TimeSpan.FromSeconds(1), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ChatException exception)
        {
            await RefuseAsync(id, exception).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConnectionLostException or OperationCanceledException or ObjectDisposedException)
        {
            // The next connection begins anew.
        }
        finally
        {
            _running.TryRemove(id, out _);
            work.Outbox.Add(id);
        }
    }

    private async Task CreateAsync(ConversationId id, CancellationToken cancellationToken)
    {
        if (store.ReadConversation(id) is not { LocalOnly: true } row)
            return;
        var request = new Wire.ClientFrame { CreateDirect = new Wire.CreateDirect { AccountId = row.Peer.ToByteString(), Encryption = row.Encryption } };
        var response = await connection.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        await store.UpsertConversationAsync(response.Conversation).ConfigureAwait(false);
        work.Personal.Add(SyncWork.PersonalChangesWait);
        presence.MembersChanged();
    }

    private async Task ReconcileAsync(ConversationId id, CancellationToken cancellationToken)
    {
        SyncLog.Reconciling(logger, id);
        var request = new Wire.ClientFrame { FetchConversation = new Wire.FetchConversation { ConversationId = id.ToByteString() } };
        var response = await connection.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        await store.UpsertConversationAsync(response.Conversation).ConfigureAwait(false);
        while (store.Read(reader => LogSearch.Next(reader, id)) is { } before)
        {
            if (!await history.FetchAsync(connection, id, before, Internal.EngineLimits.HistoryPageEntries, LogDirection.Before, cancellationToken)
                .ConfigureAwait(false))
                break;
        }

        await store.WriteAsync(
            transaction =>
            {
                OutboxSends.FinishReconcile(transaction, id);
                return true;
            },
            cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private Task<bool> RefuseAsync(ConversationId id, ChatException exception) => store.WriteAsync(transaction =>
    {
        var key = ConversationTable.Key(transaction.Connection, id);
        OutboxTable.RefuseAll(transaction, id, key, exception.Code, exception.Message);
        return true;
    });
}
