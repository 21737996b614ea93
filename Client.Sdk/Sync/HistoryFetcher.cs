using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Sync;

/// <summary>Fetches pages of history into the store.</summary>
internal sealed class HistoryFetcher(LocalStore store, SyncWork work)
{
    /// <summary>
    /// Fetches one page before or after a sequence (before 0: the newest). False if it brought nothing: the log has nothing
    /// there for us.
    /// </summary>
    public async Task<bool> FetchAsync(
        ServerConnection connection, ConversationId id, long anchor, int limit, LogDirection direction, CancellationToken cancellationToken)
    {
        var page = await FetchPageAsync(connection, id, anchor, limit, direction, cancellationToken).ConfigureAwait(false);
        if (page.ReferencesTruncated)
            await ReadOnAsync(connection, id, Last(page), cancellationToken).ConfigureAwait(false);
        return page.Blocks.Count > 0;
    }

    // What refers to the page's entries lies behind it in the log.
    private async Task ReadOnAsync(ServerConnection connection, ConversationId id, long last, CancellationToken cancellationToken)
    {
        for (var pages = 0; pages < EngineLimits.ReferencePagesMax; pages++)
        {
            var (known, head) = store.Read(reader => (
                RangeTable.Holding(reader, ConversationTable.Key(reader, id), last).Last,
                reader.Number("SELECT head_sequence FROM conversations WHERE id = $1", ConversationTable.Bytes(id))));
            if (known == 0 || known >= head)
                return;
            var page = await FetchPageAsync(connection, id, known, EngineLimits.HistoryPageEntries, LogDirection.After, cancellationToken)
                .ConfigureAwait(false);
            if (page.Blocks.Count == 0)
                return;
            last = Last(page);
        }
    }

    private static long Last(HistoryPage page) =>
        page.Blocks.Count == 0 ? 0 : (long)page.Blocks[^1].FirstSequence + page.Blocks[^1].EntryCount - 1;

    private async Task<HistoryPage> FetchPageAsync(
        ServerConnection connection, ConversationId id, long anchor, int limit, LogDirection direction, CancellationToken cancellationToken)
    {
        var request = new FetchHistory
        {
            ConversationId = id.ToByteString(),
            Limit = (uint)Math.Clamp(limit, 1, ProtocolLimits.HistoryPageEntriesMax),
        };
        if (direction == LogDirection.Before)
            request.Before = (ulong)anchor;
        else
            request.After = (ulong)anchor;
        var response = await connection.RequestAsync(new ClientFrame { FetchHistory = request }, cancellationToken).ConfigureAwait(false);
        var page = response.HistoryPage ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no history.");
        var result = await store.WriteAsync(transaction => Apply(transaction, id, page), cancellationToken: cancellationToken)
            .ConfigureAwait(false);

        // Closing gaps is up to who asked for this page.
        result.Gaps.Clear();
        work.Add(result);
        return page;
    }

    private static IngestResult Apply(StoreTransaction transaction, ConversationId id, HistoryPage page)
    {
        var result = new IngestResult();
        transaction.Connection.Run(
            """
            UPDATE conversations SET first_visible = $2, head_sequence = MAX(head_sequence, $3) WHERE id = $1
            """,
            ConversationTable.Bytes(id), (long)page.FirstVisibleSequence, (long)page.HeadSequence);
        foreach (var block in page.Blocks)
            EntryWrites.Add(transaction, block, result);
        foreach (var block in page.References)
            EntryWrites.AddReference(transaction, block);
        return result;
    }
}
