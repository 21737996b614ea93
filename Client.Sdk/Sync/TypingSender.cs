using System.Collections.Concurrent;
using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Tells others that this account types: never stored, dropped when there is no connection. Any thread.</summary>
internal sealed class TypingSender(SessionGate gate, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<ConversationId, long> _told = [];

    public void Set(ConversationId id, bool active)
    {
        if (gate.Current is not { } connection)
            return;
        if (!active)
        {
            if (!_told.TryRemove(id, out _))
                return;
        }
        else if (_told.TryGetValue(id, out var last) && time.GetElapsedTime(last).TotalMilliseconds < EngineLimits.TypingRepeatMilliseconds)
        {
            return;
        }
        else
        {
            _told[id] = time.GetTimestamp();
        }

        _ = SendAsync(connection, id, active);
    }

    private async Task SendAsync(ServerConnection connection, ConversationId id, bool active)
    {
        try
        {
            var request = new ClientFrame { SetTyping = new SetTyping { ConversationId = id.ToByteString(), Active = active } };
            await connection.RequestAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            SyncLog.RequestRefused(logger, exception.Code);
        }
        catch (ConnectionLostException)
        {
            // Nobody minds.
        }
    }
}
