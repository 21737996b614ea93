using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>
/// Reads what changed for an account since a cursor: walks the account's conversation list against the heads. Nothing was
/// written per member when messages were sent.
/// </summary>
internal sealed class SyncReader(ChatDatabase database, PublishedCommits published, ConversationStateReader states)
{
    private const int DefaultConversations = 100;

    /// <summary>One page. The caller has turned live delivery on before.</summary>
    /// <exception cref="RefusalException">BadCursor.</exception>
    public SyncPage Read(Caller caller, ReadOnlySpan<byte> cursor, ReadOnlySpan<byte> continuation, uint limit)
    {
        if (!SyncCursor.TryDecode(cursor, out var since) && !continuation.IsEmpty)
        {
            // The first page took a foreign cursor for none (SyncHandler), and so do the pages after it.
            since = new long[Identifier.ShardCount];
        }

        if (since is null)
        {
            throw new RefusalException(Code.BadCursor, "Not a cursor of this server; start with an empty one.");
        }

        var start = Start(continuation);
        var conversationsMax = (int)Math.Clamp(limit == 0 ? DefaultConversations : limit, 1, ProtocolLimits.SyncPageConversationsMax);
        var page = new SyncPage();
        var last = ConversationId.None;
        var bytes = 0;
        var more = false;
        database.Lists.Read(caller.Account, start.After, (conversation, in row) =>
        {
            if (page.Conversations.Count == conversationsMax || bytes > ProtocolLimits.ServerFrameBytesMax / 2)
            {
                more = true;
                return false;
            }

            last = conversation;
            if (Changed(caller, conversation, in row, since) is { } state)
            {
                bytes += state.CalculateSize();
                page.Conversations.Add(state);
            }

            return true;
        });
        if (more)
        {
            page.Continuation = UnsafeByteOperations.UnsafeWrap((start with { After = last }).Encode());
        }
        else
        {
            page.Cursor = UnsafeByteOperations.UnsafeWrap(start.EndCursor);
        }

        return page;
    }

    private SyncContinuation Start(ReadOnlySpan<byte> continuation)
    {
        if (continuation.IsEmpty)
        {
            Span<long> numbers = stackalloc long[Identifier.ShardCount];
            published.Read(numbers);
            return new SyncContinuation(ConversationId.None, SyncCursor.Encode(numbers));
        }

        return SyncContinuation.TryDecode(continuation, out var start)
            ? start
            : throw new RefusalException(Code.BadCursor, "Not a continuation of this server; start the sync again.");
    }

    private ConversationState? Changed(Caller caller, ConversationId conversation, in ListRecord row, long[] since)
    {
        var known = since[conversation.Shard()];
        if (row.State != ListState.Member)
        {
            return row.CommitNumber > known ? ConversationStateReader.Gone(conversation, in row) : null;
        }

        if (row.CommitNumber <= known && database.Conversations.ReadHead(conversation) is { } head && head.LastChange <= known)
        {
            return null;
        }

        return states.Read(caller.Account, caller.Device, conversation);
    }
}
