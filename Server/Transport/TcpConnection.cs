using FastChat.Server.Diagnostics;
using FastChat.Server.Sessions;
using FastChat.Server.Transport.Epoll;
using Microsoft.AspNetCore.Connections;

namespace FastChat.Server.Transport;

/// <summary>A connection on a socket of Kestrel's, with TLS beneath or without.</summary>
internal sealed class TcpConnection : Connection
{
    private static readonly KeyValuePair<string, object?> Tcp = new("transport", "tcp");
    private static readonly KeyValuePair<string, object?> Tls = new("transport", "tls");

    private readonly ConnectionContext _context;
    private readonly ConnectionLimits? _limits;
    private readonly UInt128 _place;

    /// <param name="services">What sessions share.</param>
    /// <param name="context">Kestrel's side.</param>
    /// <param name="limits">Where the place is given back; null: with TLS, by whoever took it.</param>
    /// <param name="place">The place taken there.</param>
    internal TcpConnection(SessionServices services, ConnectionContext context, ConnectionLimits? limits, UInt128 place)
        : base(services, context.Transport.Input, context.Transport.Output, sharesThread: context is EpollConnection)
    {
        (_context, _limits, _place) = (context, limits, place);
        Instruments.Connections.Add(1, Kind);
    }

    private KeyValuePair<string, object?> Kind => _limits is null ? Tls : Tcp;

    internal override System.Net.IPAddress? RemoteAddress => (_context.RemoteEndPoint as System.Net.IPEndPoint)?.Address;

    internal override bool TrySchedule(IThreadPoolWorkItem drain) =>
        _context is EpollConnection connection && connection.TrySchedule(drain);

    internal override void Abort() => _context.Abort();

    internal override void Ended()
    {
        Instruments.Connections.Add(-1, Kind);
        _limits?.Leave(_place);
    }
}
