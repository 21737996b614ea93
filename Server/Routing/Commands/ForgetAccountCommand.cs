using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>Removes what a conversation that an account left earlier still keeps about it.</summary>
internal sealed class ForgetAccountCommand : ConversationRequest<bool>
{
    private readonly AccountId _account;
    private readonly IReadOnlyList<ulong> _polls;

    public ForgetAccountCommand(ConversationId conversation, AccountId account, IReadOnlyList<ulong> polls)
    {
        Conversation = conversation;
        _account = account;
        _polls = polls;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.Exists)
        {
            AccountTraces.Remove(turn, state, _account, _polls);
            turn.Batch.Touch(state.Shard);
        }

        Complete(turn, true);
    }
}
