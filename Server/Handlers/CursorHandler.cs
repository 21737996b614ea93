using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>Answers MoveCursor: reads the ordinal of the new position from the log, then lets the shard move the cursor.</summary>
internal sealed class CursorHandler(ShardRouter router, IConversationPages pages)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, MoveCursor request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (sequence, ordinal) = Position(conversation, request.ReadSequence);
        var command = new MoveCursorCommand(
            conversation,
            caller.Account,
            new CursorRecord(sequence, ordinal, request.DeliveredSequence));
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }

    /// <summary>The asked sequence or the log's last one, with its ordinal.</summary>
    private (ulong Sequence, ulong Ordinal) Position(ConversationId conversation, ulong asked)
    {
        var (sequence, ordinal) = (0UL, 0UL);
        if (asked > 0)
        {
            pages.ReadBackward(conversation, asked, (_, block) =>
            {
                if (Protocol.Codec.BlockReader.TryOpen(block, out var reader))
                {
                    sequence = Math.Min(asked, reader.LastSequence);
                    ordinal = BlockCut.OrdinalAt(block, sequence);
                }

                return false;
            });
        }

        return (sequence, ordinal);
    }
}
