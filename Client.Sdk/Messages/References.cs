using System.Runtime.CompilerServices;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>What the server finds by its indexes: entries about one message, threads, messages by the type of their payload.</summary>
internal static class References
{
    private const int PageEntries = 100;

    /// <summary>All entries of a kind about a message, in order, from the server; they are in the store then.</summary>
    public static async IAsyncEnumerable<EntryRow> ReadAsync(
        SignedInClient client, ConversationId id, long target, Wire.EntryKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0UL;
        while (true)
        {
            var page = await FetchAsync(client, id, target, kind, after, null, cancellationToken).ConfigureAwait(false);
            foreach (var row in Rows(id, page.Blocks))
                yield return row;
            if (page.Blocks.Count < PageEntries)
                yield break;
            after = page.Blocks[^1].FirstSequence;
        }
    }

    /// <summary>One page; <paramref name="before"/> (0: the last ones) instead of <paramref name="after"/> where given.</summary>
    public static async Task<Wire.HistoryPage> FetchAsync(
        SignedInClient client, ConversationId id, long target, Wire.EntryKind kind, ulong after, ulong? before, CancellationToken cancellationToken)
    {
        var request = new Wire.FetchReferences
        {
            ConversationId = id.ToByteString(),
            TargetSequence = (ulong)target,
            Kind = kind,
            Limit = PageEntries,
        };
        if (before is { } end)
            request.Before = end;
        else
            request.After = after;
        var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchReferences = request }, cancellationToken).ConfigureAwait(false);
        var page = answer.HistoryPage ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no entries.");
        await KeepAsync(client, page.Blocks.Concat(page.References)).ConfigureAwait(false);
        return page;
    }

    /// <summary>Messages with a payload of a type, newest first.</summary>
    public static async IAsyncEnumerable<EntryRow> ReadPayloadsAsync(
        SignedInClient client, ConversationId id, string type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = 0UL;
        while (true)
        {
            var page = await FetchPayloadsAsync(client, id, type, before, cancellationToken).ConfigureAwait(false);
            await KeepAsync(client, page.Blocks).ConfigureAwait(false);
            foreach (var row in Rows(id, page.Blocks))
                yield return row;
            if (page.Blocks.Count == 0)
                yield break;
            before = page.Blocks[^1].FirstSequence;
        }
    }

    public static async Task<Wire.PayloadPage> FetchPayloadsAsync(
        SignedInClient client, ConversationId id, string type, ulong before, CancellationToken cancellationToken)
    {
        var request = new Wire.FetchPayloads { ConversationId = id.ToByteString(), PayloadType = type, Before = before, Limit = PageEntries };
        var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchPayloads = request }, cancellationToken).ConfigureAwait(false);
        return answer.PayloadPage ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no payloads.");
    }

    /// <summary>The threads of a conversation, the newest root first.</summary>
    public static async IAsyncEnumerable<ThreadSummary> ReadThreadsAsync(
        SignedInClient client, ConversationId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new Wire.FetchThreads { ConversationId = id.ToByteString(), Limit = PageEntries };
        while (true)
        {
            var answer = await client.Engine.RequestAsync(new Wire.ClientFrame { FetchThreads = request }, cancellationToken).ConfigureAwait(false);
            var page = answer.ThreadPage ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no threads.");
            foreach (var thread in page.Threads)
            {
                var unread = thread.ReadSequence == 0 ? 0 : (int)(thread.ReplyCount - Math.Min(thread.ReplyCount, thread.ReadOrdinal));
                yield return new ThreadSummary(
                    (long)thread.Root, (int)thread.ReplyCount, (long)thread.LastSequence, EntryReader.At(thread.LastTimeMs), unread);
            }

            if (!page.More || page.Threads.Count == 0)
                yield break;
            request = new Wire.FetchThreads(request) { BeforeRoot = page.Threads[^1].Root };
        }
    }

    private static Task<bool> KeepAsync(SignedInClient client, IEnumerable<Wire.Block> blocks) => client.Store.WriteAsync(transaction =>
    {
        foreach (var block in blocks)
            EntryWrites.AddReference(transaction, block);
        return true;
    });

    private static IEnumerable<EntryRow> Rows(ConversationId id, IEnumerable<Wire.Block> blocks) =>
        blocks.Select(block => new EntryRow(id, (long)block.FirstSequence, block.ServerTimeMs, block.Entries[0]));
}
