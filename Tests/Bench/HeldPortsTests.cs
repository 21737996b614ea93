using System.Net;
using System.Net.Sockets;
using FastChat.Bench.Load.Processes;

namespace FastChat.Tests.Bench;

public sealed class HeldPortsTests
{
    [Test]
    public async Task A_held_port_can_be_listened_on_again_and_again()
    {
        using var ports = new HeldPorts();
        Assert.That(ports.Tcp, Is.Not.EqualTo(ports.Http));
        for (var i = 0; i < 3; i++)
        {
            using (var listener = new TcpListener(IPAddress.Loopback, ports.Tcp))
            {
                listener.Start();
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, ports.Tcp);
                using var accepted = await listener.AcceptTcpClientAsync();
            }

            using var refused = new TcpClient();
            Assert.That(async () => await refused.ConnectAsync(IPAddress.Loopback, ports.Tcp), Throws.InstanceOf<SocketException>());
        }
    }
}
