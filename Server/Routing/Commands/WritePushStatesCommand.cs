using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Push;

namespace FastChat.Server.Routing.Commands;

/// <summary>Writes what devices are to be told of a conversation. It was decided beforehand, off the loop: here it is only sealed.</summary>
internal sealed class WritePushStatesCommand : ConversationRequest<bool>
{
    private readonly IReadOnlyList<(PushPlace Place, PushStateRecord? State)> _states;

    /// <param name="conversation">Which.</param>
    /// <param name="states">Rows of the conversation; null deletes.</param>
    public WritePushStatesCommand(ConversationId conversation, IReadOnlyList<(PushPlace Place, PushStateRecord? State)> states)
    {
        Conversation = conversation;
        _states = states;
    }

    public override void Apply(ShardTurn turn, LoadedConversation state)
    {
        if (state is not { Exists: true, Key: { } key })
        {
            Refuse(Code.NotFound, "The conversation was deleted.");
            return;
        }

        foreach (var (place, row) in _states)
        {
            if (row is { } kept) PushStateTable.Put(turn.Batch, place, in kept, key);
            else PushStateTable.Delete(turn.Batch, place);
        }

        Complete(turn, true);
    }
}
