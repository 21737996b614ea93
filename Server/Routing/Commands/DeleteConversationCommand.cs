using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Destroys a conversation for everybody: rows and data key go, a tombstone stays. The members were read beforehand, off
/// the loop; if the membership has changed since, the result is false and the caller reads them again.
/// </summary>
internal sealed class DeleteConversationCommand : ConversationRequest<bool>
{
    private readonly IReadOnlyList<AccountId> _members;
    private readonly IReadOnlyList<DeviceSendNumber> _sendNumbers;
    private readonly ulong _membershipVersion;
    private (LoadedConversation State, SubscriberList Subscribers)? _deleted;

    /// <param name="conversation">Which.</param>
    /// <param name="link">Who; null: the server itself, which may.</param>
    /// <param name="membershipVersion">At which the members were read.</param>
    /// <param name="members">All.</param>
    /// <param name="sendNumbers">The last of each device.</param>
    public DeleteConversationCommand(
        ConversationId conversation,
        DeviceLink? link,
        ulong membershipVersion,
        IReadOnlyList<AccountId> members,
        IReadOnlyList<DeviceSendNumber> sendNumbers)
    {
        Conversation = conversation;
        Actor = link?.Account ?? AccountId.None;
        _membershipVersion = membershipVersion;
        _members = members;
        _sendNumbers = sendNumbers;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.Exists || (!Actor.IsNone() && !state.RoleOf(Actor).IsMember()))
        {
            Refuse(Code.NotFound, "No such conversation, or you are no member.");
        }
        else if (!Actor.IsNone() && !state.Allows(Operation.Delete, Actor))
        {
            Refuse(Code.Forbidden, "Only the owner deletes a group.");
        }
        else if (state.Blocks.Count > 0 || state.IsTouched)
        {
            // What this turn has taken is acked before it is destroyed; the delete comes first in the next one.
            state.TurnIsOver = true;
            state.Parked = new Queue<ConversationCommand>([this, .. state.Parked ?? []]);
        }
        else if (state.Record!.MembershipVersion != _membershipVersion)
        {
            Complete(turn, false);
        }
        else
        {
            Delete(turn, state);
            Complete(turn, true);
        }
    }

    public override void Committed(ShardLoop loop)
    {
        if (_deleted is { } deleted)
        {
            loop.Turn.Store.ForgetKey(Conversation);
            var frame = FrameEncoder.Encode(new ServerFrame
            {
                ConversationDeleted = new ConversationDeleted { ConversationId = Conversation.ToByteString() },
            });
            loop.Publisher.Delete(new FanOut(deleted.State, deleted.Subscribers, frame), _members);
        }

        base.Committed(loop);
    }

    private void Delete(ShardTurn turn, LoadedConversation state)
    {
        var head = state.Head;
        var numbers = _sendNumbers.ToDictionary(number => number.Device, number => number.Last);
        foreach (var window in state.Windows.Values.Where(window => window.Last > 0))
        {
            numbers[window.Device] = window.Last; // Fresher than what was read beforehand.
        }

        var commit = turn.Batch.Touch(state.Shard);
        var tombstone = new TombstoneRecord(
            head.Sequence,
            head.Ordinal,
            commit,
            head.LastTimeMs,
            [.. numbers.Select(number => new DeviceSendNumber(number.Key, number.Value))]);
        turn.Store.DeleteConversation(turn.Batch, state.Id, tombstone);
        turn.Batch.NoteConversation(state.Id);
        foreach (var account in _members)
        {
            turn.Store.PutListRow(
                turn.Batch, account, state.Id, new ListRecord(ListState.Deleted, commit, head.Sequence));
        }

        _deleted = (state, state.DetachAll());
        turn.Touch(state);
        state.Unload();
        state.IsLoaded = true;
        state.Tombstone = tombstone;
        state.TurnIsOver = true;
    }
}
