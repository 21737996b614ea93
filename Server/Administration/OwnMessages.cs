using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Indexing;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using Timer = FastChat.Storage.Annotations.Timer;

namespace FastChat.Server.Administration;

/// <summary>
/// Takes all messages of an account back, as if it had deleted each for everybody: an entry says so to all devices, and the content is cut
/// out, and its words out of the search index. Also where it is no longer a member: conversations that its list has forgotten are found by looking at all of their shard.
/// </summary>
internal sealed class OwnMessages(ChatDatabase database, ShardRouter router, SearchIndexer indexer, IIdSource ids)
{
    private const int ConversationsAtOnce = 1_024;
    private const int MessagesAtOnce = 128;
    private const int BlocksAtOnce = 256;

    /// <summary>Does some conversations after one; up to which, or null when there are no more.</summary>
    public async Task<ConversationId?> RemoveAsync(AccountId account, ConversationId after, CancellationToken cancellation)
    {
        var forgotten = database.Lists.ReadForgotten(account);
        var page = database.Conversations.ReadIds(after, ConversationsAtOnce);
        foreach (var conversation in page)
        {
            cancellation.ThrowIfCancellationRequested();
            var listed = database.Lists.Read(account, conversation) is { State: ListState.Member or ListState.Left };
            if (listed || forgotten[conversation.Shard()] > 0) await RemoveAllAsync(account, conversation, cancellation);
        }

        return page.Count == 0 ? null : page[^1];
    }

    private async Task RemoveAllAsync(AccountId account, ConversationId conversation, CancellationToken cancellation)
    {
        for (var next = 1UL; next > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            var (found, from) = Find(account, conversation, next);
            if (found.Count > 0)
            {
                var withdraw = new WithdrawCommand(conversation, account, [.. found.Select(sequence => (sequence, ids.NewMessageId()))]);
                router.Route(withdraw);
                await withdraw.Completion;
                foreach (var sequence in found) await CutAsync(conversation, sequence);
            }

            next = from;
        }

        await indexer.PurgeAsync(conversation, cancellation);
    }

    /// <summary>At once, and not when the timer is due: later steps look at what is still referred to.</summary>
    private async Task CutAsync(ConversationId conversation, ulong sequence)
    {
        var command = new RemoveContentCommand(new Timer(0, conversation, TimerKind.Remove, AccountId.None, sequence));
        router.Route(command);
        await command.Completion;
    }

    /// <summary>Some of the account's messages that still have content; and where to look further, 0: nowhere.</summary>
    private (List<ulong> Found, ulong Next) Find(AccountId account, ConversationId conversation, ulong from)
    {
        var (found, next, blocks) = (new List<ulong>(), 0UL, 0);
        database.Blocks.ReadForward(conversation, from, (_, bytes) =>
        {
            if (!BlockReader.TryOpen(bytes, out var reader)) return false;
            next = 0;
            while (reader.TryRead(out var entry))
            {
                if (entry.Sequence < from || entry.Kind != EntryKind.Message || entry.SenderAccount != account) continue;
                if ((entry.Flags & (uint)EntryFlag.Removed) != 0) continue;
                found.Add(entry.Sequence);
                if (found.Count == MessagesAtOnce)
                {
                    next = entry.Sequence + 1;
                    return false;
                }
            }

            if (++blocks < BlocksAtOnce) return true;
            next = reader.LastSequence + 1;
            return false;
        });
        return (found, next);
    }
}
