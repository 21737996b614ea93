namespace FastChat.Bench.Load.Wire;

/// <summary>The bits of epoll that are used here.</summary>
[Flags]
internal enum PollFlags : uint
{
    None = 0,
    Readable = 0x001,
    Writable = 0x004,
    Failed = 0x008 | 0x010, // EPOLLERR, EPOLLHUP: always reported
}
