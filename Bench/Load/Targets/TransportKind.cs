namespace FastChat.Bench.Load.Targets;

/// <summary>What connections run over.</summary>
internal enum TransportKind
{
    Tcp,
    Tls,
    Ws,
    Wss,
}
