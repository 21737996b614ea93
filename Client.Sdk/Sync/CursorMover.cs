using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Protocol.Errors;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Tells the server how far this account has read and received: at most once a second, the newest place only.</summary>
internal sealed class CursorMover(LocalStore store, SyncWork work, ServerConnection connection, TimeProvider time, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await work.Cursors.TakeAsync(cancellationToken).ConfigureAwait(false);
            if (await MoveAsync(cancellationToken).ConfigureAwait(false))
                work.Cursors.Add(Protocol.Identifiers.ConversationId.None);
            await Task.Delay(TimeSpan.FromMilliseconds(EngineLimits.CursorRoundMilliseconds), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One round; true if there is more to tell.</summary>
    public async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        var moves = store.Read(reader => CursorTable.ReadUnsent(reader, EngineLimits.CursorMovesPerRound));
        if (moves.Count == 0)
            return false;
        var sent = await Task.WhenAll(moves.Select(move => MoveAsync(move, cancellationToken))).ConfigureAwait(false);
        await store.WriteAsync(
            transaction =>
            {
                CursorTable.Sent(transaction, sent.OfType<MoveCursor>());
                return true;
            },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        return moves.Count == EngineLimits.CursorMovesPerRound || sent.Contains(null);
    }

    // Null: try again in the next round. What the server will never take counts as told.
    private async Task<MoveCursor?> MoveAsync(MoveCursor move, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RequestAsync(new ClientFrame { MoveCursor = move }, cancellationToken).ConfigureAwait(false);
            return move;
        }
        catch (ChatException exception)
        {
            SyncLog.RequestRefused(logger, exception.Code);
            return ((Code)(int)exception.Code).Advice() == Advice.Retry ? null : move;
        }
    }
}
