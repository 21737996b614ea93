using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>
/// Brings the conversations' states up to date: after Welcome, and again after events were dropped. The cursor is kept only
/// once all pages are in the store, so a lost connection repeats the sync.
/// </summary>
internal sealed class SyncRunner(LocalStore store, SyncWork work, ServerConnection connection, GapCloser gaps)
{
    /// <summary>
    /// The first sync of a connection; its first page came with Welcome. <paramref name="stated"/> is called when all states are
    /// in the store; the task completes when the logs are, too.
    /// </summary>
    public async Task StartAsync(
        Wire.SyncPage first, byte[] cursor, IReadOnlyCollection<ConversationId> joined, Action stated, CancellationToken cancellationToken)
    {
        var behind = await RunAsync(first, ByteString.CopyFrom(cursor), joined, cancellationToken).ConfigureAwait(false);
        stated();
        work.Outbox.Add(store.Read(OutboxTable.ReadPending));
        work.Cursors.Add(ConversationId.None);
        await gaps.CloseAsync(behind, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Syncs again whenever events were dropped.</summary>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await work.Syncs.TakeAsync(cancellationToken).ConfigureAwait(false);
            var joined = Joined(store);
            var cursor = ByteString.CopyFrom(store.Read(MetaTable.ReadCursor));
            var page = await FetchAsync(cursor, ByteString.Empty, cancellationToken).ConfigureAwait(false);
            work.Gaps.Add(await RunAsync(page, cursor, joined, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>What this account is in as far as the store knows; read before a sync is asked for.</summary>
    public static IReadOnlyCollection<ConversationId> Joined(LocalStore store) => store.Read(connection => connection.All(
        "SELECT id FROM conversations WHERE has_state = 1 AND has_left = 0 AND is_deleted = 0 AND local_only = 0",
        row => ConversationTable.Id(row, 0)));

    private async Task<IReadOnlyCollection<ConversationId>> RunAsync(
        Wire.SyncPage page, ByteString cursor, IReadOnlyCollection<ConversationId> joined, CancellationToken cancellationToken)
    {
        var changed = new HashSet<ConversationId>();
        work.Personal.Add((long)page.PersonalVersion);

        // Not null: the sync goes from the beginning, and what it does not name the account is no longer in.
        HashSet<ConversationId>? missing = null;
        while (true)
        {
            if (page.FromStart && missing is null)
            {
                changed.Clear();
                missing = [.. joined];
            }

            await ApplyAsync(page, changed, cancellationToken).ConfigureAwait(false);
            missing?.ExceptWith(changed);
            if (page.Continuation.IsEmpty)
                break;
            page = await FetchAsync(cursor, page.Continuation, cancellationToken).ConfigureAwait(false);
        }

        await store.WriteAsync(
            transaction =>
            {
                foreach (var id in missing ?? [])
                    ConversationWrites.Leave(transaction, id, head: 0);
                MetaTable.WriteCursor(transaction.Connection, page.Cursor.ToByteArray());
                return true;
            },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        return Behind(changed);
    }

    private Task<bool> ApplyAsync(Wire.SyncPage page, HashSet<ConversationId> changed, CancellationToken cancellationToken)
    {
        foreach (var state in page.Conversations)
        {
            if (ConversationId.TryRead(state.ConversationId.Span, out var id))
                changed.Add(id);
            if (AccountId.TryRead(state.Peer.Span, out var peer))
                work.Profiles.Add(peer);
            if (state.Preview is { } preview && AccountId.TryRead(preview.SenderAccount.Span, out var sender))
                work.Profiles.Add(sender);
        }

        return store.WriteAsync(
            transaction =>
            {
                foreach (var state in page.Conversations)
                    ConversationWrites.Apply(transaction, state);
                return true;
            },
            cancellationToken: cancellationToken);
    }

    private async Task<Wire.SyncPage> FetchAsync(ByteString cursor, ByteString continuation, CancellationToken cancellationToken)
    {
        var sync = new Wire.Sync { Cursor = cursor, Continuation = continuation, Limit = EngineLimits.SyncPageConversations };
        try
        {
            var response = await connection.RequestAsync(new Wire.ClientFrame { Sync = sync }, cancellationToken).ConfigureAwait(false);
            return response.SyncPage;
        }
        catch (ChatException exception) when (exception.Code == ErrorCode.BadCursor && !(cursor.IsEmpty && continuation.IsEmpty))
        {
            return await FetchAsync(ByteString.Empty, ByteString.Empty, cancellationToken).ConfigureAwait(false);
        }
    }

    // Logs that are here already are brought up to date, and the newest conversations get their first page.
    private List<ConversationId> Behind(HashSet<ConversationId> changed) => store.Read(connection => connection.All(
        """
        SELECT id, (SELECT MAX(last) FROM ranges WHERE conversation = key) AS last FROM conversations
        WHERE has_left = 0 AND is_deleted = 0 AND local_only = 0 AND head_sequence > COALESCE(last, 0)
        ORDER BY last_time_ms DESC
        """,
        row => (Id: ConversationTable.Id(row, 0), IsHere: !row.IsDBNull(1))))
        .Where((row, place) => row.IsHere || (changed.Contains(row.Id) && place < EngineLimits.RecentConversationsMax))
        .Select(row => row.Id)
        .ToList();
}
