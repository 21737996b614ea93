using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>
/// Keeps the newest part of each log whole: what is missing beneath the head is fetched at once when it is little, and left to
/// whoever reads there when it is much (then the newest page comes first).
/// </summary>
internal sealed class GapCloser(LocalStore store, SyncWork work, ServerConnection connection, HistoryFetcher history, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
            await CloseAsync(await work.Gaps.TakeAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes what these conversations miss; returns when all are done or refused.</summary>
    public Task CloseAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            conversations,
            new ParallelOptions { MaxDegreeOfParallelism = EngineLimits.FetchesAtOnce, CancellationToken = cancellationToken },
            async (id, token) => await CloseAsync(id, token).ConfigureAwait(false));

    private async Task CloseAsync(ConversationId id, CancellationToken cancellationToken)
    {
        try
        {
            while (store.Read(reader => Next(reader, id)) is { } next
                && await history.FetchAsync(connection, id, next.Anchor, next.Limit, next.Direction, cancellationToken).ConfigureAwait(false))
            {
            }
        }
        catch (ChatException exception)
        {
            // Removed meanwhile, or the server is busy: whoever reads there asks again.
            SyncLog.RequestRefused(logger, exception.Code);
        }
    }

    /// <summary>The next page that a conversation needs; null: none.</summary>
    private static (long Anchor, int Limit, LogDirection Direction)? Next(StoreConnection reader, ConversationId id)
    {
        var (key, head, first, gone) = reader.First(
            "SELECT key, head_sequence, MAX(first_visible, 1), has_left + is_deleted + local_only FROM conversations WHERE id = $1",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ConversationTable.Bytes(id));
        if (key == 0 || gone != 0 || head < first)
            return null;
        var (top, beneath) = RangeTable.Newest(reader, key);
        if (top.Last < head)
        {
            return top.Last > 0 && head - top.Last <= EngineLimits.GapEntriesMax
                ? (top.Last, EngineLimits.HistoryPageEntries, LogDirection.After)
                : (0, EngineLimits.TailEntries, LogDirection.Before);
        }

        var missing = top.First - beneath.Last - 1;
        return beneath.Last > 0 && beneath.Last >= first - 1 && missing <= EngineLimits.GapEntriesMax
            ? (beneath.Last, EngineLimits.HistoryPageEntries, LogDirection.After)
            : null;
    }
}
