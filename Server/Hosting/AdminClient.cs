using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FastChat.Server.Http.Admin;

namespace FastChat.Server.Hosting;

/// <summary>Talks to the server that has the data directory open, if there is one.</summary>
internal static class AdminClient
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The server's answer to a maintenance command; null: no server runs there.</summary>
    /// <exception cref="InvalidOperationException">The server tried and failed; the message is its reason.</exception>
    public static async Task<string?> TryAskAsync(string dataDirectory, string path)
    {
        using var client = Connect(dataDirectory);
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        using var response = client is null ? null : await TrySendAsync(client, request);
        if (response is null) return null;
        var said = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? said : throw new InvalidOperationException(said);
    }

    /// <summary>The admin API's answer for a person to read, or what became of its file; null: no server runs there.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message is its reason.</exception>
    public static async Task<string?> RequestAsync(string dataDirectory, AdminRequest asked)
    {
        using var client = Connect(dataDirectory);
        using var request = new HttpRequestMessage(asked.Method, $"{AdminPaths.Prefix}/{asked.Path}");
        if (asked.Body is { } body) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = client is null ? null : await TrySendAsync(client, request);
        if (response is null) return null;
        if (response.IsSuccessStatusCode && asked.File is { } path)
        {
            await using var file = new FileStream(path, FileMode.CreateNew);
            await response.Content.CopyToAsync(file);
            return $"Written to {path}.";
        }

        var said = await response.Content.ReadAsStringAsync();
        var json = said.Length == 0 ? null : JsonNode.Parse(said);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException((string?)json?["detail"] ?? response.StatusCode.ToString());
        return json?.ToJsonString(Indented) ?? "";
    }

    private static HttpClient? Connect(string dataDirectory)
    {
        var socketPath = AdminConnection.PathOf(dataDirectory);
        if (!AdminConnection.Fits(socketPath) || !File.Exists(socketPath)) return null;
        var handler = new SocketsHttpHandler
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
        return new HttpClient(handler) { BaseAddress = new Uri("http://admin"), Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async Task<HttpResponseMessage?> TrySendAsync(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        catch (HttpRequestException refused) when (refused.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable })
        {
            // Left behind by a server that was killed.
            return null;
        }
    }
}
