using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Client.LocalState;

/// <summary>Edits, deletions and reactions may be about a message that is not acked yet: here they get its sequence.</summary>
internal static class OutboxTargets
{
    public static TargetState Resolve(StoreTransaction transaction, ConversationId id, long key, MessageId message, MessageId target)
    {
        var connection = transaction.Connection;
        var sequence = EntryTable.Sequence(connection, key, target);
        if (sequence == 0)
        {
            var state = connection.Number("SELECT state + 1 FROM outbox WHERE message_id = $1", (long)target.Value) - 1;
            if (state >= 0 && state != (long)OutboxState.Refused)
                return TargetState.Pending;
            OutboxWrites.SetState(transaction, message, OutboxState.Refused, ErrorCode.TargetNotFound, 0);
            transaction.Outcomes.Add((message, new SendOutcome(0, ErrorCode.TargetNotFound, "The message that it is about was not sent.")));
            transaction.Changed(id, ChangeKinds.Outbox);
            return TargetState.Gone;
        }

        var value = connection.Bytes("SELECT entry FROM outbox WHERE message_id = $1", (long)message.Value)!;
        var entry = OutboxTable.OpenEntry(transaction.Seal, key, message, value);
        entry.TargetSequence = (ulong)sequence;
        connection.Run(
            "UPDATE outbox SET target_message = 0, entry = $2 WHERE message_id = $1",
            (long)message.Value, OutboxTable.Seal(transaction.Seal, StoreTable.OutboxEntry, key, message, entry.ToByteArray()));
        return TargetState.Ready;
    }
}
