using System.Net.Sockets;

namespace FastChat.Bench.Load.Wire.Layers;

/// <summary>The socket itself.</summary>
internal sealed class SocketLayer(Socket socket) : IByteLayer
{
    public bool HasUnsent => false;

    public bool HasMore => false;

    public int Receive(Span<byte> to)
    {
        var count = socket.Receive(to, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock && !socket.Blocking)
            return IByteLayer.NothingNow;
        return error is SocketError.Success ? count : throw new SocketException((int)error);
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        var count = socket.Send(bytes, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock && !socket.Blocking)
            return 0;
        return error is SocketError.Success ? count : throw new SocketException((int)error);
    }

    public void Dispose() => socket.Dispose();
}
