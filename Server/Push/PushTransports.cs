using FastChat.Protocol;

namespace FastChat.Server.Push;

/// <summary>The ways to push that this server has credentials for.</summary>
internal sealed class PushTransports(IEnumerable<IPushTransport> transports)
{
    private readonly Dictionary<PushKind, IPushTransport> _transports = transports.ToDictionary(transport => transport.Kind);

    public IEnumerable<PushKind> Kinds => _transports.Keys.Order();

    public IPushTransport? Find(PushKind kind) => _transports.GetValueOrDefault(kind);
}
