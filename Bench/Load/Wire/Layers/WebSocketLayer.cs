using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FastChat.Bench.Load.Wire.Layers;

/// <summary>
/// WebSocket (RFC 6455) as bytes: each send is one binary message; what arrives is freed of its headers within the caller's
/// buffer. Messages are masked with zeros: the server does its work alike, and the generator saves its own.
/// </summary>
internal sealed class WebSocketLayer : IByteLayer
{
    private const int HeaderBytesMax = 14; // of a message to the server; from it 10
    private const int PieceBytesMax = 64 * 1024;
    private const byte LastBinary = 0x82;
    private const byte Masked = 0x80;
    private const int CloseCode = 8;

    [ThreadStatic]
    private static byte[]? _piece;

    private readonly IByteLayer _inner;
    private readonly byte[] _header = new byte[HeaderBytesMax];
    private int _headerBytes;
    private long _payloadLeft;
    private bool _isControl;
    private bool _closed;
    private byte[] _outHeader = [];
    private int _frameLeft;

    /// <summary>Blocks for the handshake.</summary>
    public WebSocketLayer(IByteLayer inner, string host, string path)
    {
        _inner = inner;
        Upgrade(host, path);
    }

    public bool HasUnsent => _inner.HasUnsent || _outHeader.Length > 0;

    public bool HasMore => _inner.HasMore;

    public int Receive(Span<byte> to)
    {
        while (true)
        {
            var count = _inner.Receive(to);
            if (count <= 0)
                return count;
            var kept = Unframe(to[..count]);
            if (kept > 0 || _closed)
                return kept;
        }
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        if (_frameLeft == 0)
        {
            if (bytes.IsEmpty)
                return _inner.Send(bytes);
            _frameLeft = bytes.Length;
            _outHeader = Header(bytes.Length);
        }
        var piece = _piece ??= new byte[HeaderBytesMax + PieceBytesMax];
        var payload = bytes[..Math.Min(Math.Min(bytes.Length, _frameLeft), PieceBytesMax)];
        _outHeader.CopyTo(piece, 0);
        payload.CopyTo(piece.AsSpan(_outHeader.Length));
        var sent = _inner.Send(piece.AsSpan(0, _outHeader.Length + payload.Length));
        var ofHeader = Math.Min(sent, _outHeader.Length);
        _outHeader = _outHeader[ofHeader..];
        _frameLeft -= sent - ofHeader;
        return sent - ofHeader;
    }

    public void Dispose() => _inner.Dispose();

    private static byte[] Header(int payload)
    {
        byte[] header = payload switch
        {
            < 126 => [LastBinary, (byte)(Masked | payload)],
            <= ushort.MaxValue => [LastBinary, Masked | 126, (byte)(payload >> 8), (byte)payload],
            _ => [LastBinary, Masked | 127, 0, 0, 0, 0, (byte)(payload >> 24), (byte)(payload >> 16), (byte)(payload >> 8), (byte)payload],
        };
        return [.. header, 0, 0, 0, 0];
    }

    /// <summary>Moves the payload of data messages to the front, and returns its length.</summary>
    private int Unframe(Span<byte> bytes)
    {
        var kept = 0;
        for (var at = 0; at < bytes.Length && !_closed;)
        {
            if (_payloadLeft == 0)
            {
                _header[_headerBytes++] = bytes[at++];
                TakeHeader();
                continue;
            }
            var count = (int)Math.Min(_payloadLeft, bytes.Length - at);
            if (!_isControl)
            {
                if (kept != at)
                    bytes.Slice(at, count).CopyTo(bytes[kept..]);
                kept += count;
            }
            at += count;
            _payloadLeft -= count;
        }
        return kept;
    }

    private void TakeHeader()
    {
        if (_headerBytes < 2)
            return;
        var length = _header[1] & 0x7F;
        if (_headerBytes < 2 + (length switch { 126 => 2, 127 => 8, _ => 0 }))
            return;
        _payloadLeft = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
            _ => length,
        };
        var operation = _header[0] & 0x0F;
        _isControl = operation >= CloseCode;
        _closed = operation == CloseCode;
        _headerBytes = 0;
    }

    private void Upgrade(string host, string path)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        ReadOnlySpan<byte> request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n");
        while (request.Length > 0)
            request = request[_inner.Send(request)..];
        var answer = new StringBuilder();
        Span<byte> one = stackalloc byte[1]; // what follows the answer belongs to the first message
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (answer.Length > 16 * 1024 || _inner.Receive(one) <= 0)
                throw new IOException("the server did not answer the WebSocket handshake");
            answer.Append((char)one[0]);
        }
        if (!answer.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new IOException($"the server refused the WebSocket: {answer.ToString().Split('\r')[0]}");
    }
}
