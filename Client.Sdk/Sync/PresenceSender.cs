using FastChat.Client.Connections;
using FastChat.Protocol;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Tells each connection whose presence is watched, and again when that changes.</summary>
internal sealed class PresenceSender(PresenceBoard board, ServerConnection connection, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!board.IsEmpty)
            board.Changed.Add(true);
        while (true)
        {
            await board.Changed.TakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var request = new ClientFrame { WatchPresence = board.Request() };
                var response = await connection.RequestAsync(request, cancellationToken).ConfigureAwait(false);
                board.Apply(response.PresenceSnapshot.Accounts);
            }
            catch (ChatException exception)
            {
                SyncLog.RequestRefused(logger, exception.Code);
            }
        }
    }
}
