using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>Deletes messages for everybody where no member does: at an administrator's word. Thread-safe.</summary>
internal sealed class MessageRemoval(ChatDatabase database, ShardRouter router, IIdSource ids)
{
    /// <summary>Durable when it returns; one that is deleted already stays so.</summary>
    /// <exception cref="RefusalException">NotFound: no message has this sequence; Busy.</exception>
    public async Task RemoveAsync(ConversationId conversation, ulong sequence)
    {
        if (!IsMessage(conversation, sequence)) throw new RefusalException(Code.NotFound, "There is no message with this sequence.");
        var command = new WithdrawCommand(conversation, AccountId.None, [(sequence, ids.NewMessageId())]);
        router.Route(command);
        await command.Completion;
    }

    private bool IsMessage(ConversationId conversation, ulong sequence)
    {
        var found = false;
        database.Blocks.ReadForward(conversation, sequence, (_, block) =>
        {
            found = StoredEntry.TryFind(block, sequence, out var entry) && entry.Kind == EntryKind.Message;
            return false;
        });
        return found;
    }
}
