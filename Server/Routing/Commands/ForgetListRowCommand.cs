using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing.Commands;

/// <summary>
/// Takes a conversation that an account has left, or that is deleted, out of its list, unless it has joined again. On the
/// conversation's loop, the one writer of that row; a change of the membership ends the turn, so what is read is current.
/// </summary>
internal sealed class ForgetListRowCommand : ConversationCommand
{
    public ForgetListRowCommand(ConversationId conversation, AccountId account)
    {
        Conversation = conversation;
        Actor = account;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (!state.RoleOf(Actor).IsMember()
            && turn.Store.ReadListRow(Actor, state.Id) is { State: ListState.Left or ListState.Deleted } row)
        {
            turn.ForgetListRow(Actor, state, in row);
        }
    }

    public override void Refuse(Code code, string message)
    {
        // The next sync that meets the row asks again.
    }
}
