using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FastChat.Bench.Load.Wire;

/// <summary>
/// Linux epoll, level-triggered. One thread waits for all of its connections without a task, a timer or an allocation per
/// event, so that the generator takes as little as it can of the processors that it shares with the server.
/// </summary>
internal sealed class Poller : IDisposable
{
    private const int EventsMax = 512;
    private const int CloseOnExec = 0x80000;
    private const int AddOperation = 1;
    private const int RemoveOperation = 2;
    private const int ModifyOperation = 3;
    private const int Interrupted = 4;
    private readonly SafeSocketHandle _epoll;
    private readonly byte[] _events = new byte[EventsMax * EventBytes];

    public Poller()
    {
        var handle = NativeCreate(CloseOnExec);
        if (handle < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _epoll = new SafeSocketHandle(handle, ownsHandle: true);
    }

    /// <summary>struct epoll_event is packed on x86-64 only: 4 bytes of flags, then 8 of data.</summary>
    private static int DataOffset => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static int EventBytes => DataOffset + sizeof(long);

    public void Add(Socket socket, int index) => Control(AddOperation, socket, index, PollFlags.Readable);

    public void Watch(Socket socket, int index, PollFlags flags) => Control(ModifyOperation, socket, index, flags);

    /// <summary>
    /// Before a socket is closed whose index another one gets. Closing alone is not enough: while a process is being started it holds
    /// the socket too, and what happens to that would be told under this index.
    /// </summary>
    public void Remove(Socket socket) => Control(RemoveOperation, socket, 0, PollFlags.None);

    /// <summary>How many are ready; see <see cref="Ready"/>.</summary>
    public int Wait(int timeoutMilliseconds)
    {
        return Count(NativeWait((int)_epoll.DangerousGetHandle(), _events, EventsMax, timeoutMilliseconds));
    }

    /// <summary>To the nanosecond, as far as the kernel's timers go.</summary>
    public int Wait(TimeSpan timeout)
    {
        var wait = new TimeSpec(timeout.Ticks / TimeSpan.TicksPerSecond, timeout.Ticks % TimeSpan.TicksPerSecond * 100);
        return Count(NativePreciseWait((int)_epoll.DangerousGetHandle(), _events, EventsMax, wait, 0));
    }

    public (int Index, PollFlags Flags) Ready(int position)
    {
        var at = _events.AsSpan(position * EventBytes);
        return ((int)BitConverter.ToInt64(at[DataOffset..]), (PollFlags)BitConverter.ToUInt32(at));
    }

    public void Dispose() => _epoll.Dispose();

    private static int Count(int answer)
    {
        if (answer >= 0)
            return answer;
        var error = Marshal.GetLastPInvokeError();
        return error == Interrupted ? 0 : throw new Win32Exception(error);
    }

    private void Control(int operation, Socket socket, int index, PollFlags flags)
    {
        var request = new byte[16]; // connections change their interest rarely
        BitConverter.TryWriteBytes(request, (uint)flags);
        BitConverter.TryWriteBytes(request.AsSpan(DataOffset), (long)index);
        if (NativeControl((int)_epoll.DangerousGetHandle(), operation, (int)socket.Handle, request) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static extern int NativeCreate(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static extern int NativeControl(int epoll, int operation, int socket, byte[] request);

    [DllImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static extern int NativePreciseWait(int epoll, byte[] events, int eventsMax, in TimeSpec timeout, nint signals);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static extern int NativeWait(int epoll, byte[] events, int eventsMax, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
