using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing.Commands;

/// <summary>Sends a message of the server's own account, which has no device and no send number.</summary>
internal sealed class ServerSendCommand : ConversationRequest<bool>
{
    private readonly SendCommand _send;

    public ServerSendCommand(ConversationId conversation, AccountId sender, SendCommand send)
    {
        Conversation = conversation;
        Actor = sender;
        _send = send;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state.Exists)
        {
            SendRule.AcceptScheduled(turn, state, _send);
        }

        Complete(turn, true);
    }
}
