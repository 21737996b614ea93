using System.Threading.Channels;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// Takes the events of one connection into the store: all that wait in one transaction. It never asks the server anything
/// itself (the answer would wait behind the events), but leaves work to those who do.
/// </summary>
internal sealed class EventReader(
    LocalStore store, SyncWork work, SendProgressBoard progress, TypingBoard typing, PresenceBoard presence, SignalBoard signals)
{
    public async Task RunAsync(ChannelReader<Wire.ServerFrame> events)
    {
        var batch = new List<Wire.ServerFrame>(EngineLimits.EventFramesPerTransaction);
        while (await events.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < EngineLimits.EventFramesPerTransaction && events.TryRead(out var frame))
            {
                if (!TakeEphemeral(frame))
                    batch.Add(frame);
            }

            if (batch.Count > 0)
                work.Add(await store.WriteAsync(transaction => Apply(transaction, batch)).ConfigureAwait(false));
        }
    }

    private bool TakeEphemeral(Wire.ServerFrame frame)
    {
        switch (frame.BodyCase)
        {
            case Wire.ServerFrame.BodyOneofCase.Typing:
                typing.Apply(frame.Typing);
                return true;
            case Wire.ServerFrame.BodyOneofCase.Signal:
                signals.Apply(frame.Signal);
                return true;
            case Wire.ServerFrame.BodyOneofCase.Presence:
                presence.Apply(frame.Presence.Accounts);
                return true;
            case Wire.ServerFrame.BodyOneofCase.Lagging:
                work.Syncs.Add(true);
                return true;
            default:
                return false;
        }
    }

    private IngestResult Apply(StoreTransaction transaction, List<Wire.ServerFrame> batch)
    {
        var result = new IngestResult();
        foreach (var frame in batch)
            Apply(transaction, frame, result);
        return result;
    }

    private void Apply(StoreTransaction transaction, Wire.ServerFrame frame, IngestResult result)
    {
        switch (frame.BodyCase)
        {
            case Wire.ServerFrame.BodyOneofCase.Ack:
                foreach (var run in frame.Ack.Runs)
                    ApplyAck(transaction, run, result);
                break;
            case Wire.ServerFrame.BodyOneofCase.SendRefused:
                ApplyRefusal(transaction, frame.SendRefused, result);
                break;
            case Wire.ServerFrame.BodyOneofCase.Block:
                EntryWrites.Add(transaction, frame.Block, result);
                typing.Clear(frame.Block);
                break;
            case Wire.ServerFrame.BodyOneofCase.Receipt:
                PeopleTable.ApplyReceipt(transaction, frame.Receipt);
                break;
            case Wire.ServerFrame.BodyOneofCase.Hidden:
                if (ConversationId.TryRead(frame.Hidden.ConversationId.Span, out var hiding)
                    && ConversationTable.Key(transaction.Connection, hiding) is var hidden and not 0)
                    HiddenTable.Apply(transaction, hiding, hidden, (long)frame.Hidden.Through, frame.Hidden.Sequences.Select(s => (long)s));
                break;
            case Wire.ServerFrame.BodyOneofCase.ConversationChanged:
                if (ConversationId.TryRead(frame.ConversationChanged.ConversationId.Span, out var changed))
                    result.NeedState.Add(changed);
                break;
            case Wire.ServerFrame.BodyOneofCase.PersonalChanged:
                if (!PersonalWrites.Apply(transaction, frame.PersonalChanged))
                    work.Personal.Add((long)frame.PersonalChanged.Version);
                break;
            case Wire.ServerFrame.BodyOneofCase.ConversationDeleted:
                if (ConversationId.TryRead(frame.ConversationDeleted.ConversationId.Span, out var id)
                    && ConversationTable.Key(transaction.Connection, id) is var key and not 0)
                    ConversationWrites.Delete(transaction, id, key);
                break;
            default:
                // An event of a newer protocol: ignored, so that old clients live on.
                break;
        }
    }

    private void ApplyAck(StoreTransaction transaction, Wire.AckedRun run, IngestResult result)
    {
        OutboxAnswers.Acked(transaction, run, result);
        if (ConversationId.TryRead(run.ConversationId.Span, out var id))
            progress.Acked(id);
    }

    private void ApplyRefusal(StoreTransaction transaction, Wire.SendRefused refused, IngestResult result)
    {
        if (OutboxAnswers.Refused(transaction, refused, result) is not { } through
            || !ConversationId.TryRead(refused.ConversationId.Span, out var id))
            return;
        progress.Refused(id, through);
        if (refused.Code is (Wire.Code.OutOfOrder or Wire.Code.SendNumberReused)
            && progress.CountOrderRefusal(id) > EngineLimits.OrderRefusalsMax)
            OutboxAnswers.Delay(transaction, id);
    }
}
