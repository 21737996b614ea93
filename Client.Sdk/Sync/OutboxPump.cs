using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// Lets drafts leave over one connection: numbers are committed first, then the frame is queued. The only sender, so that
/// frames leave in the order in which they were numbered.
/// </summary>
internal sealed class OutboxPump(
    LocalStore store, SyncWork work, SendProgressBoard progress, ServerConnection connection, OutboxRepair repair, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        work.Outbox.Add(store.Read(OutboxTable.ReadPending));
        var turn = new List<Task>();
        while (true)
        {
            foreach (var id in await work.Outbox.TakeAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!repair.IsRunning(id))
                    await PumpAsync(id, turn, cancellationToken).ConfigureAwait(false);
            }

            turn.RemoveAll(task => task.IsCompleted);
        }
    }

    private async Task PumpAsync(ConversationId id, List<Task> turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await store.WriteAsync(transaction => Take(transaction, id), cancellationToken: cancellationToken).ConfigureAwait(false);
            switch (batch.Step)
            {
                case SendStep.Send:
                    await connection.PostAsync(Frame(id, batch), cancellationToken).ConfigureAwait(false);
                    continue;
                case SendStep.Wait:
                    turn.Add(WakeAsync(id, batch.RetryAt, cancellationToken));
                    return;
                case SendStep.Create or SendStep.Reconcile:
                    repair.Start(id, batch.Step, cancellationToken);
                    return;
                default:
                    return;
            }
        }
    }

    private SendBatch Take(StoreTransaction transaction, ConversationId id)
    {
        var batch = OutboxSends.Take(transaction, id, progress[id]);
        if (batch.Step == SendStep.Send)
            progress.Sent(id, batch.FirstNumber + batch.Entries.Count - 1);
        return batch;
    }

    private async Task WakeAsync(ConversationId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var wait = at - time.GetUtcNow();
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        work.Outbox.Add(id);
    }

    private static Wire.ClientFrame Frame(ConversationId id, SendBatch batch)
    {
        var send = new Wire.Send { ConversationId = id.ToByteString(), FirstSendNumber = (ulong)batch.FirstNumber };
        send.Entries.AddRange(batch.Entries);
        return new Wire.ClientFrame { Send = send };
    }
}
