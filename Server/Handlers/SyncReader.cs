using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>
/// Reads what changed for an account since a cursor: walks the account's conversation list against the heads. Nothing was
/// written per member when messages were sent.
/// </summary>
internal sealed class SyncReader(
    ChatDatabase database, PublishedCommits published, ConversationStateReader states, ListTrimmer trimmer, PersonalPages personal)
{
    private const int DefaultConversations = 100;

    /// <summary>One page. The caller has turned live delivery on before.</summary>
    /// <exception cref="RefusalException">BadCursor.</exception>
    public SyncPage Read(Caller caller, ReadOnlySpan<byte> cursor, ReadOnlySpan<byte> continuation, uint limit)
    {
        var start = Start(cursor, continuation);
        if (!SyncCursor.TryDecode(start.FromStart ? [] : cursor, out var since))
        {
            throw BadCursor();
        }

        var conversationsMax = (int)Math.Clamp(limit == 0 ? DefaultConversations : limit, 1, ProtocolLimits.SyncPageConversationsMax);
        var page = new SyncPage { FromStart = start.FromStart };
        if (continuation.IsEmpty)
        {
            page.PersonalVersion = personal.Version(caller.Account);
        }

        var gone = 0;
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
            gone += row.State == ListState.Member ? 0 : 1;
            if (Changed(caller, conversation, in row, since) is { } state)
            {
                bytes += state.CalculateSize();
                page.Conversations.Add(state);
            }

            return true;
        });
        // After the walk: a row that was forgotten meanwhile has raised its mark.
        if (!start.FromStart && HasForgotten(caller.Account, since))
        {
            throw BadCursor();
        }

        if (gone > RoutingLimits.ListTombstonesMax)
        {
            trimmer.Trim(caller.Account);
        }

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

    private static RefusalException BadCursor() =>
        new(Code.BadCursor, "Not a cursor of this server, or too old; start with an empty one.");

    /// <summary>Whether rows were forgotten that a client with this cursor has not been told of.</summary>
    private bool HasForgotten(AccountId account, long[] since)
    {
        var forgotten = database.Lists.ReadForgotten(account);
        for (var shard = 0; shard < since.Length; shard++)
        {
            if (forgotten[shard] > since[shard])
            {
                return true;
            }
        }

        return false;
    }

    private SyncContinuation Start(ReadOnlySpan<byte> cursor, ReadOnlySpan<byte> continuation)
    {
        if (continuation.IsEmpty)
        {
            Span<long> numbers = stackalloc long[Identifier.ShardCount];
            published.Read(numbers);
            return new SyncContinuation(ConversationId.None, FromStart: cursor.IsEmpty, SyncCursor.Encode(numbers));
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

        var head = database.Conversations.ReadHead(conversation);
        if (row.CommitNumber <= known && head?.LastChange <= known)
        {
            return null;
        }

        return states.Read(caller.Account, caller.Device, conversation, head ?? default);
    }
}
