using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Protocol;
using Microsoft.Extensions.Logging;

namespace FastChat.Client.Sync;

/// <summary>Presents a fresh access token before the old one expires, inside the open connection.</summary>
internal sealed class TokenRenewer(ITokenSource tokens, ServerConnection connection, TimeProvider time, ILogger logger)
{
    public async Task RunAsync(DateTimeOffset expires, CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = expires - time.GetUtcNow();
            var margin = TimeSpan.FromSeconds(Math.Min(EngineLimits.RenewMarginSeconds, Math.Max(1, left.TotalSeconds / 5)));
            var wait = left - margin;
            await Task.Delay(wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1), time, cancellationToken).ConfigureAwait(false);
            try
            {
                var token = await tokens.GetAccessAsync(forceNew: true, cancellationToken).ConfigureAwait(false);
                var request = new ClientFrame { RenewAccess = new RenewAccess { AccessToken = token.Token } };
                var response = await connection.RequestAsync(request, cancellationToken).ConfigureAwait(false);
                expires = DateTimeOffset.FromUnixTimeMilliseconds(response.AccessRenewed.AccessExpiresMs);
            }
            catch (Exception exception) when (exception is ChatException or HttpRequestException or IOException)
            {
                // Tried again until the server closes the connection; then the engine asks for a token anew.
                SyncLog.RequestRefused(logger, (exception as ChatException)?.Code ?? ErrorCode.Unreachable);
            }
        }
    }
}
