using System.Net.Sockets;

namespace FastChat.Server.Hosting;

/// <summary>Talks to the server that has the data directory open, if there is one.</summary>
internal static class AdminClient
{
    /// <summary>The server's answer; null: no server runs there.</summary>
    /// <exception cref="InvalidOperationException">The server tried and failed; the message is its reason.</exception>
    public static async Task<string?> TryAskAsync(string dataDirectory, string path)
    {
        var socketPath = AdminConnection.PathOf(dataDirectory);
        if (!AdminConnection.Fits(socketPath) || !File.Exists(socketPath)) return null;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        // A backup takes as long as it takes.
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://admin"), Timeout = Timeout.InfiniteTimeSpan };
        HttpResponseMessage response;
        try
        {
            response = await client.PostAsync(new Uri(path, UriKind.Relative), null);
        }
        catch (HttpRequestException refused) when (refused.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable })
        {
            // Left behind by a server that was killed.
            return null;
        }

        using (response)
        {
            var said = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? said : throw new InvalidOperationException(said);
        }
    }
}
