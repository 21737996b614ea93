namespace FastChat.Server.Http;

/// <summary>What discovery tells of the other listeners; known once the server has started.</summary>
internal interface IListeningPorts
{
    /// <summary>Null: plain TCP is off.</summary>
    int? TcpPort { get; }

    /// <summary>Null: TLS is off.</summary>
    int? TlsPort { get; }
}
