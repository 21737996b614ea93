using System.Runtime.CompilerServices;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// Endless, ordered, gap-free streams over the store. A reader that is slow costs disk, not memory: what it has not read lies in
/// the store.
/// </summary>
/// <param name="store">Where the entries are.</param>
/// <param name="ensure">Fetches entries after a sequence; waits for a connection.</param>
internal sealed class EntryStreams(LocalStore store, Func<ConversationId, long, CancellationToken, Task> ensure)
{
    /// <summary>One conversation's log after a sequence. Ends when this account may read no further: it left, or the conversation is gone.</summary>
    public async IAsyncEnumerable<EntryRow> ReadAsync(
        ConversationId id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changes = store.Changes.Subscribe(id);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = store.ReadLog(id, after, EngineLimits.StreamPageEntries, LogDirection.After);
            foreach (var entry in slice.Entries)
            {
                yield return entry;
                after = entry.Sequence;
            }

            if (slice.Entries.Length > 0)
                continue;
            var row = store.ReadConversation(id);
            if (row is { Deleted: true } or { Left: true })
            {
                // What was not fetched before leaving cannot be fetched any more.
                yield break;
            }

            if (slice.Complete || row is null or { LocalOnly: true })
                await changes.NextAsync(cancellationToken).ConfigureAwait(false);
            else if (!await EnsureAsync(id, after, cancellationToken).ConfigureAwait(false))
                yield break;
        }
    }

    /// <summary>
    /// The messages of all conversations, each in its order, from a named position on that survives restarts. Asking for the next
    /// one saves that this one is done.
    /// </summary>
    public async IAsyncEnumerable<EntryRow> ReadAllAsync(string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changes = store.Changes.Subscribe();
        while (true)
        {
            var behind = store.Read(connection => CursorTable.ReadBehind(connection, position));
            var progressed = false;
            foreach (var id in behind)
            {
                // Persisted before the first message is handed out: the reply to it moves the read cursor past later ones.
                var after = store.Read(connection => CursorTable.ReadPosition(connection, position, id));
                await SaveAsync(position, id, after).ConfigureAwait(false);
                var slice = store.ReadLog(id, after, EngineLimits.StreamPageEntries, LogDirection.After);
                if (slice.Entries.Length == 0 && !slice.Complete)
                {
                    await EnsureAsync(id, after, cancellationToken).ConfigureAwait(false);
                    slice = store.ReadLog(id, after, EngineLimits.StreamPageEntries, LogDirection.After);
                }

                foreach (var entry in slice.Entries)
                {
                    progressed = true;
                    if (entry.Entry.Kind == Wire.EntryKind.Message)
                        yield return entry;
                    else if (entry.Sequence != slice.Entries[^1].Sequence)
                        continue;
                    await SaveAsync(position, id, entry.Sequence).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            if (!progressed)
                await changes.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // False: this account may not read there (any more).
    private async Task<bool> EnsureAsync(ConversationId id, long after, CancellationToken cancellationToken)
    {
        try
        {
            await ensure(id, after, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ChatException exception) when (exception.Code is ErrorCode.NotFound or ErrorCode.Forbidden)
        {
            return false;
        }
    }

    private Task<bool> SaveAsync(string position, ConversationId id, long sequence) => store.WriteAsync(transaction =>
    {
        CursorTable.WritePosition(transaction, position, id, sequence);
        return true;
    });
}
