using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>Answers MoveCursor: reads the ordinal of the new position from the log, then lets the shard move the cursor.</summary>
internal sealed class CursorHandler(ShardRouter router, ConversationReads reads, IConversationPages pages, TimeProvider time)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, MoveCursor request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        if (request.ReadSequence != 0)
        {
            caller.Link.ActiveMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        }

        if (request.ThreadRoot != 0)
        {
            return await MoveInThreadAsync(caller, conversation, request.ThreadRoot, request.ReadSequence);
        }

        var (sequence, ordinal) = Position(conversation, request.ReadSequence);
        var command = new MoveCursorCommand(
            conversation,
            caller.Link,
            new CursorRecord(sequence, ordinal, request.DeliveredSequence));
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }

    private async Task<ServerFrame> MoveInThreadAsync(
        Caller caller, ConversationId conversation, ulong root, ulong sequence)
    {
        reads.RequireReadable(caller.Account, conversation);
        var ordinal = 0U;
        pages.ReadForward(conversation, sequence, (_, block) =>
        {
            ordinal = StoredEntry.TryFind(block, sequence, out var reply) && reply.TargetSequence == root
                ? reply.Fields.ThreadOrdinal
                : 0;
            return false;
        });
        if (ordinal == 0)
        {
            throw new RefusalException(Code.TargetNotFound, "read_sequence names no reply in that thread.");
        }

        var command = new MoveThreadCursorCommand(conversation, caller.Account, new Storage.Annotations.ThreadCursor(root, sequence, ordinal));
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
