namespace FastChat.Server.Http.Bodies;

/// <summary>How this server can be reached; absolute addresses. A client takes the best that works.</summary>
/// <param name="Protocol">The protocol version.</param>
/// <param name="Http">The HTTP API.</param>
/// <param name="Tcp">`tcp://host:port`, if offered.</param>
/// <param name="Tls">`tls://host:port`, if offered.</param>
/// <param name="Websocket">`ws://` or `wss://`.</param>
/// <param name="Registration">Who may make an account: `open`, `invitation` (whoever has one) or `closed`.</param>
/// <param name="Guests">Whether people may come as guests.</param>
/// <param name="Openid">Identity providers by which one may sign in.</param>
internal sealed record DiscoveryBody(
    uint Protocol,
    string Http,
    string? Tcp,
    string? Tls,
    string Websocket,
    string Registration,
    bool Guests,
    IReadOnlyList<OpenIdProviderBody> Openid);
