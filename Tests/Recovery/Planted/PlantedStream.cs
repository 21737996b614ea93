using System.Net.Sockets;
using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>One connection's way to its client; a planted bug may write into another's.</summary>
internal sealed class PlantedStream(NetworkStream client)
{
    private readonly Lock _writing = new();

    public void Write(ServerFrame frame)
    {
        using var buffer = new MemoryStream();
        frame.WriteDelimitedTo(buffer);
        lock (_writing)
            client.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
