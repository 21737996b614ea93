using System.Text.Json.Nodes;

namespace FastChat.Tests.Client.Api;

/// <summary>Keeps a copy of the refresh token, as a thief would, and loses the request that signs out while it is offline.</summary>
internal sealed class SignOutHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public bool IsOffline { get; set; }

    public string RefreshToken { get; private set; } = "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsOffline && request.Method == HttpMethod.Delete)
            throw new HttpRequestException("No network.");
        var response = await base.SendAsync(request, cancellationToken);
        if (request.Method == HttpMethod.Post && response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            RefreshToken = (string?)answer?["refresh_token"] ?? RefreshToken;
        }

        return response;
    }
}
