using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FastChat.Bench.Load.Wire;

namespace FastChat.Tests.Bench;

[Platform("Linux")]
public sealed class PollerTests
{
    [TestCase(false, 1)]
    [TestCase(true, 0)]
    public async Task A_removed_socket_is_told_of_no_more_though_another_process_still_holds_it(bool removed, int told)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint);
        using var peer = await listener.AcceptSocketAsync();
        using var poller = new Poller();
        poller.Add(socket, 7);

        // As a process does that is being started.
        using var held = new SafeSocketHandle(Duplicate((int)socket.Handle), ownsHandle: true);
        if (removed) poller.Remove(socket);
        socket.Dispose();
        await peer.SendAsync(new byte[1]);
        Assert.That(poller.Wait(timeoutMilliseconds: removed ? 100 : 10_000), Is.EqualTo(told));
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);
}
