using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Routing.Commands;

/// <summary>Writes rows that are kept beside a conversation. They were decided beforehand, off the loop: here they are only sealed.</summary>
internal sealed class WriteBesideCommand : ConversationRequest<bool>
{
    private readonly Action<CommitBatch, DataKey> _write;

    /// <param name="conversation">Which.</param>
    /// <param name="write">Runs on the loop, with the conversation's key; it reads nothing.</param>
    public WriteBesideCommand(ConversationId conversation, Action<CommitBatch, DataKey> write)
    {
        Conversation = conversation;
        _write = write;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state is not { Exists: true, Key: { } key })
        {
            Refuse(Code.NotFound, "The conversation was deleted.");
            return;
        }

        _write(turn.Batch, key);
        Complete(turn, true);
    }
}
