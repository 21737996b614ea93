using FastChat.Protocol;
using FastChat.Storage.Search;

namespace FastChat.Server.Routing.Commands;

/// <summary>Puts a part of a conversation's index into the turn. It was worked out beforehand, off the loop: here it is only sealed.</summary>
internal sealed class WriteSearchCommand : ConversationRequest<bool>
{
    private readonly SearchWrite _write;

    public WriteSearchCommand(SearchWrite write)
    {
        Conversation = write.Conversation;
        _write = write;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state is not { Exists: true, Key: { } key })
        {
            Refuse(Code.NotFound, "The conversation was deleted.");
            return;
        }

        _write.Apply(turn.Batch, key);
        Complete(turn, true);
    }
}
