using System.Net;

namespace FastChat.Server.Transport.Epoll;

/// <summary>An address for frames over plain TCP, which <see cref="EpollTransport"/> takes where the system has epoll.</summary>
internal sealed class FrameEndPoint(IPAddress address, int port) : IPEndPoint(address, port);
