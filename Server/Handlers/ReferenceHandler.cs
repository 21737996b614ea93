using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>
/// Answers what the indexes beside the log are for: threads, what refers to one message, messages by the type of their payload.
/// Reads storage, past the shard.
/// </summary>
internal sealed class ReferenceHandler(
    ChatDatabase database, ConversationReads reads, IConversationPages pages, ReferenceReader references)
{
    private const int EntriesDefault = 50;
    private const int EntriesMax = 256;
    private const int ThreadsMax = 200;

    private readonly WithheldReferences _withheld = new(pages);

    public Task<ServerFrame> HandleAsync(Caller caller, FetchThreads request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (first, head) = reads.RequireReadable(caller.Account, conversation);
        var limit = Limit(request.Limit, ThreadsMax);
        var before = request.BeforeRoot == 0 ? ulong.MaxValue : request.BeforeRoot;
        var threads = database.Annotations.Threads.ReadBefore(conversation, before, limit + 1);
        var visible = threads.Where(thread => thread.Root >= first && thread.Root <= head).Take(limit).ToList();
        var page = new ThreadPage { More = threads.Count > limit && visible.Count == limit };
        var cursors = database.Annotations.Threads.ReadCursors(conversation, caller.Account)?.Cursors ?? [];
        var withheld = reads.Withheld(caller.Account, conversation);
        foreach (var (root, whole) in visible)
        {
            if (_withheld.Thread(conversation, root, whole, withheld) is not { } thread)
            {
                continue;
            }

            var cursor = cursors.FirstOrDefault(cursor => cursor.Root == root);
            page.Threads.Add(new ThreadSummary
            {
                Root = root,
                ReplyCount = thread.Count,
                LastSequence = thread.LastSequence,
                LastTimeMs = thread.LastTimeMs,
                ReadSequence = cursor.Sequence,
                ReadOrdinal = cursor.Ordinal,
            });
        }

        return Task.FromResult(new ServerFrame { ThreadPage = page });
    }

    public Task<ServerFrame> HandleAsync(Caller caller, FetchReferences request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (first, head) = reads.RequireReadable(caller.Account, conversation);
        if (request.TargetSequence < first || request.TargetSequence > head)
        {
            throw new RefusalException(Code.TargetNotFound, "target_sequence names no message.");
        }

        var page = new HistoryPage { FirstVisibleSequence = first, HeadSequence = head };
        var bytes = 0;
        var withheld = reads.Withheld(caller.Account, conversation);
        references.TryRead(conversation, Find(conversation, request, head).Where(sequence => !withheld.Holds(sequence)), block =>
        {
            bytes += block.Length;
            if (bytes <= ProtocolLimits.HistoryPageBytesMax)
            {
                page.Blocks.Add(Block.Parser.ParseFrom(block));
            }

            return bytes <= ProtocolLimits.HistoryPageBytesMax;
        });
        foreach (var message in page.Blocks.Where(block => block.Entries[0].Kind == EntryKind.Message).ToList())
        {
            var sequence = message.FirstSequence;
            page.ReferencesTruncated |= !references.TryFind(conversation, sequence, sequence, sequence, head, out var about);
            about.RemoveWhere(withheld.Holds);
            page.ReferencesTruncated |= !references.TryRead(conversation, about, block =>
            {
                bytes += block.Length;
                page.References.Add(Block.Parser.ParseFrom(block));
                return bytes <= ProtocolLimits.HistoryPageBytesMax;
            });
        }

        return Task.FromResult(new ServerFrame { HistoryPage = page });
    }

    public Task<ServerFrame> HandleAsync(Caller caller, FetchPayloads request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var (first, head) = reads.RequireReadable(caller.Account, conversation);
        var page = new PayloadPage();
        if (request.PayloadType.Length == 0)
        {
            // The names of what one may not see are not told either.
            page.Types_.AddRange(database.Annotations.Payloads.ReadTypes(conversation, EntriesMax).Where(name =>
                first <= 1 || database.Annotations.Payloads.ReadBefore(conversation, Encoding.ASCII.GetBytes(name), first, head + 1, 1).Count > 0));
            return Task.FromResult(new ServerFrame { PayloadPage = page });
        }

        var before = request.Before == 0 ? head + 1 : Math.Min(request.Before, head + 1);
        var type = Encoding.ASCII.GetBytes(request.PayloadType);
        var found = database.Annotations.Payloads.ReadBefore(conversation, type, first, before, Limit(request.Limit, EntriesMax));
        var bytes = 0;
        var withheld = reads.Withheld(caller.Account, conversation);
        references.TryRead(conversation, found.Where(sequence => !withheld.Holds(sequence)), block =>
        {
            bytes += block.Length;
            page.Blocks.Add(Block.Parser.ParseFrom(block));
            return bytes <= ProtocolLimits.HistoryPageBytesMax;
        });
        return Task.FromResult(new ServerFrame { PayloadPage = page });
    }

    /// <summary>Sequences of the asked entries, ascending.</summary>
    private List<ulong> Find(ConversationId conversation, FetchReferences request, ulong head)
    {
        var limit = Limit(request.Limit, EntriesMax);
        var found = new List<ulong>();
        bool Take(ulong sequence, EntryKind kind)
        {
            if (sequence <= head && (request.Kind == EntryKind.Unspecified || request.Kind == kind))
            {
                found.Add(sequence);
            }

            return found.Count < limit;
        }

        var target = request.TargetSequence;
        if (request.AnchorCase == FetchReferences.AnchorOneofCase.Before)
        {
            var before = request.Before == 0 ? ulong.MaxValue : request.Before;
            pages.ReadTargetsBackward(conversation, target, before, (_, sequence, kind) => Take(sequence, kind));
            found.Reverse();
        }
        else
        {
            pages.ReadTargets(conversation, target, target, Math.Max(target, request.After), (_, sequence, kind) => Take(sequence, kind));
        }

        return found;
    }

    private static int Limit(uint asked, int max) => (int)Math.Clamp(asked == 0 ? EntriesDefault : asked, 1, max);
}
