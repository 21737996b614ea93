namespace FastChat.Server.Transport.Epoll;

/// <summary>The bits of epoll(7) that are used here.</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,
    Readable = 0x001,
    Writable = 0x004,
    Failed = 0x008,
    HungUp = 0x010,
    PeerClosed = 0x2000, // EPOLLRDHUP
    EdgeTriggered = 0x8000_0000,
}
