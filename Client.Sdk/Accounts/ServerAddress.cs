namespace FastChat.Client.Accounts;

/// <summary>Reads <see cref="ChatClientOptions.Server"/>. Pure, no I/O.</summary>
/// <param name="Server">As given.</param>
/// <param name="Http">Where the HTTP API is; ends with a slash.</param>
internal sealed record ServerAddress(Uri Server, Uri Http)
{
    private const int HttpPort = 8080;

    /// <summary>Whether the server is asked for its endpoints; else <see cref="Server"/> is the one to use.</summary>
    public bool IsDiscovered => Server.Scheme is "http" or "https";

    public static ServerAddress Read(ChatClientOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Server, nameof(options));
        if (!Uri.TryCreate(options.Server, UriKind.Absolute, out var server) || server.Host.Length == 0)
            throw new ArgumentException($"'{options.Server}' is not an address such as http://localhost:8080.", nameof(options));
        var derived = server.Scheme switch
        {
            "http" or "https" => server,
            "ws" => new UriBuilder("http", server.Host, server.Port).Uri,
            "wss" => new UriBuilder("https", server.Host, server.Port).Uri,
            "tcp" => new UriBuilder("http", server.Host, HttpPort).Uri,
            "tls" => new UriBuilder("https", server.Host, HttpPort).Uri,
            _ => throw new ArgumentException($"'{options.Server}' is not http, https, tcp, tls, ws or wss.", nameof(options)),
        };
        var http = options.HttpUrl ?? derived;
        return new ServerAddress(server, http.AbsolutePath.EndsWith('/') ? http : new Uri(http.AbsoluteUri + "/"));
    }

    /// <summary>A file name for this server's store: host and port, nothing that a file system minds.</summary>
    public string StoreName =>
        string.Concat($"{Server.Host}-{Http.Port}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
}
