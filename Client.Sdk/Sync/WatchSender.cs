using FastChat.Client.Connections;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Tells each connection which large conversations are looked at.</summary>
internal sealed class WatchSender(ConversationWatches watches, ServerConnection connection, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        watches.Repeat();
        while (true)
        {
            foreach (var (id, active) in await watches.Changed.TakeAsync(cancellationToken).ConfigureAwait(false))
                await TellAsync(id, active, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(ConversationId id, bool active, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ClientFrame { WatchConversation = new WatchConversation { ConversationId = id.ToByteString(), Active = active } };
            await connection.RequestAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            SyncLog.RequestRefused(logger, exception.Code);
        }
    }
}
