using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastChat.Server.Transport.Epoll;

/// <summary>
/// Linux's epoll(7), edge-triggered, with an eventfd(2) that wakes its waiter. Sockets are added once and never changed; closing
/// one removes it. One thread waits; any thread adds and wakes.
/// </summary>
internal sealed class Epoll : IDisposable
{
    /// <summary>The data of the event that <see cref="Wake"/> makes.</summary>
    internal const long WakeData = -1;

    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // EFD_NONBLOCK
    private const int ControlAdd = 1; // EPOLL_CTL_ADD
    private const int Interrupted = 4; // EINTR

    // struct epoll_event is packed on x86-64 only: 4 bytes of flags, then 8 of data.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + sizeof(long);

    private readonly SafeFileHandle _epoll = Own(NativeCreate(CloseOnExec));
    private readonly SafeFileHandle _wake = Own(NativeEvent(0, CloseOnExec | NonBlocking));
    private readonly byte[] _events = new byte[TransportLimits.EpollEventsMax * EventBytes];

    internal Epoll() => Add(_wake, WakeData);

    /// <summary>Reports the socket's edges with this number.</summary>
    internal void Add(SafeHandle socket, long data)
    {
        const PollEvents Edges = PollEvents.Readable | PollEvents.Writable | PollEvents.PeerClosed | PollEvents.EdgeTriggered;
        var request = new byte[EventBytes]; // once a connection
        BitConverter.TryWriteBytes(request, (uint)Edges);
        BitConverter.TryWriteBytes(request.AsSpan(DataOffset), data);
        if (NativeControl(_epoll, ControlAdd, socket, request) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>How many events there are; at once, or when there are some.</summary>
    internal int Wait(bool atOnce)
    {
        var count = NativeWait(_epoll, _events, TransportLimits.EpollEventsMax, atOnce ? 0 : -1);
        if (count >= 0)
            return count;
        var error = Marshal.GetLastPInvokeError();
        return error == Interrupted ? 0 : throw new Win32Exception(error);
    }

    internal (long Data, PollEvents Events) this[int index]
    {
        get
        {
            var at = _events.AsSpan(index * EventBytes, EventBytes);
            return (BitConverter.ToInt64(at[DataOffset..]), (PollEvents)BitConverter.ToUInt32(at));
        }
    }

    /// <summary>Ends a wait, or the next one.</summary>
    internal void Wake()
    {
        var one = 1L;
        _ = NativeWrite(_wake, in one, sizeof(long)); // Full after 2^64 writes that nobody read: never.
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    private static SafeFileHandle Own(int descriptor) => descriptor >= 0
        ? new SafeFileHandle(descriptor, ownsHandle: true)
        : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static extern int NativeCreate(int flags);

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static extern int NativeEvent(uint value, int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static extern int NativeControl(SafeHandle epoll, int operation, SafeHandle socket, byte[] request);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static extern int NativeWait(SafeHandle epoll, byte[] events, int eventsMax, int timeoutMs);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint NativeWrite(SafeHandle descriptor, in long value, nint bytes);
}
