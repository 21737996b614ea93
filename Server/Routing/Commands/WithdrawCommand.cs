using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Deletes messages for everybody without asking for rights: the server's own doing, in an account's name when it is deleted, and in nobody's where
/// an administrator or the host decides. Repeating it adds nothing.
/// </summary>
internal sealed class WithdrawCommand : ConversationRequest<bool>
{
    private readonly AccountId _account;
    private readonly IReadOnlyList<(ulong Sequence, ulong MessageId)> _messages;

    /// <param name="conversation">Where.</param>
    /// <param name="account">In whose name; none: nobody's.</param>
    /// <param name="messages">Which, each with the id of the entry that deletes it.</param>
    public WithdrawCommand(ConversationId conversation, AccountId account, IReadOnlyList<(ulong Sequence, ulong MessageId)> messages)
    {
        Conversation = conversation;
        _account = account;
        _messages = messages;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        foreach (var (target, messageId) in state.Exists ? _messages : [])
        {
            if (turn.Store.HasReference(state.Id, target, EntryKind.Delete))
            {
                continue;
            }

            var fields = new EntryFields { Kind = EntryKind.Delete, MessageId = messageId, TargetSequence = target };
            var entry = new byte[EntryWriter.Size(_account, DeviceId.None, sendNumber: 0, fields)];
            EntryWriter.Write(entry, _account, DeviceId.None, sendNumber: 0, fields);
            var sequence = turn.Append(state, entry, count: 1, unread: 0, DeviceId.None);
            turn.Store.PutTarget(turn.Batch, state.Id, target, sequence, EntryKind.Delete, state.Key!);
            turn.SetTimer(new Timer(turn.NowMs, state.Id, TimerKind.Remove, AccountId.None, target));
        }

        Complete(turn, true);
    }
}
