using System.Collections.Immutable;
using System.Text.Json;

namespace FastChat.Client.Connections;

/// <summary>
/// Asks the server for its endpoints. TLS comes first, then TCP, then WebSocket, which passes most middle boxes. From an https
/// address nothing unencrypted is taken, whatever the answer says. The last good answer is kept for when HTTP fails.
/// </summary>
internal sealed class WellKnownEndpoints(Uri server, HttpMessageInvoker http) : IEndpointSource
{
    private const int DocumentBytesMax = 16 * 1024;
    private static readonly string[] Names = ["tls", "tcp", "websocket"];
    private ImmutableArray<Uri> _last = [];

    public async ValueTask<ImmutableArray<Uri>> ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _last = await FetchAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !_last.IsEmpty)
        {
            return _last;
        }
    }

    private async Task<ImmutableArray<Uri>> FetchAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/.well-known/fastchat"));
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"Discovery answered {(int)response.StatusCode}.", null, response.StatusCode);
        await response.Content.LoadIntoBufferAsync(DocumentBytesMax, cancellationToken).ConfigureAwait(false);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var endpoints = Names.Select(name => Read(document.RootElement, name)).OfType<Uri>().Where(IsAllowed).ToImmutableArray();
            return endpoints.IsEmpty
                ? throw new ChatException(ErrorCode.InvalidResponse, "The server names no endpoint that may be used.")
                : endpoints;
        }
        catch (JsonException exception)
        {
            throw new ChatException(ErrorCode.InvalidResponse, "No FastChat server answers at this address.", null, exception);
        }
    }

    private static Uri? Read(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var endpoint)
            ? endpoint
            : null;

    private bool IsAllowed(Uri endpoint) => endpoint.Scheme switch
    {
        "tls" or "wss" => true,
        "tcp" or "ws" => server.Scheme == Uri.UriSchemeHttp,
        _ => false,
    };
}
