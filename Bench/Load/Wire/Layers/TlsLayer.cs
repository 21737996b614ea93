using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FastChat.Bench.Load.Wire.Layers;

/// <summary>TLS: the framework's, over a wire that completes its reads when this thread finds bytes in the socket.</summary>
internal sealed class TlsLayer : IByteLayer
{
    private const int PlainBytes = 16 * 1024; // the largest TLS record
    private readonly Socket _socket;
    private readonly TlsWire _wire;
    private readonly SslStream _tls;
    private readonly byte[] _plain = new byte[PlainBytes];
    private int _plainStart;
    private int _plainEnd;
    private Task<int>? _reading;

    /// <summary>Blocks for the handshake.</summary>
    public TlsLayer(Socket socket, string host, X509ChainPolicy? trust)
    {
        _socket = socket;
        _wire = new TlsWire(socket);
        _tls = new SslStream(_wire);
        _tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust });
    }

    public bool HasUnsent => _wire.HasUnsent;

    public bool HasMore { get; private set; }

    public int Receive(Span<byte> to)
    {
        if (_plainStart == _plainEnd && !TryRead(out var ended))
        {
            HasMore = false;
            return ended ? 0 : IByteLayer.NothingNow;
        }
        var count = Math.Min(to.Length, _plainEnd - _plainStart);
        _plain.AsSpan(_plainStart, count).CopyTo(to);
        _plainStart += count;
        HasMore = true;
        return count;
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        _wire.FlushUnsent();
        if (HasUnsent || bytes.IsEmpty)
            return 0;
        _tls.Write(bytes);
        return bytes.Length;
    }

    public void Dispose()
    {
        _tls.Dispose();
        _socket.Dispose();
    }

    private bool TryRead(out bool ended)
    {
        ended = false;
        _reading ??= _tls.ReadAsync(_plain).AsTask();
        while (!_reading.IsCompleted)
        {
            if (!_wire.Feed())
                return false;
        }
        var count = _reading.GetAwaiter().GetResult();
        _reading = null;
        (_plainStart, _plainEnd) = (0, count);
        ended = count == 0;
        return count > 0;
    }
}
