using System.Buffers;
using System.Net;
using System.Net.Sockets;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire.Layers;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Versioning;
using Google.Protobuf;

namespace FastChat.Bench.Load.Wire;

/// <summary>
/// A connection with two pooled buffers and nothing else. During set-up it blocks (<see cref="Ask"/>); afterwards one
/// loop thread owns it and nothing blocks.
/// </summary>
internal sealed class LeanConnection : IDisposable
{
    private const int BufferBytesInitial = 16 * 1024;
    private const int SetUpTimeoutMilliseconds = 30_000;
    private readonly IByteLayer _layer;
    private byte[] _received;
    private int _receivedStart;
    private int _receivedEnd;
    private byte[] _unsent;
    private int _unsentStart;
    private int _unsentEnd;
    private uint _lastRequestId;

    /// <param name="socket">Connected, still blocking.</param>
    /// <param name="layer">What lies between; owns the socket.</param>
    /// <param name="bufferBytes">Of each of the two buffers, to begin with.</param>
    public LeanConnection(Socket socket, IByteLayer layer, int bufferBytes)
    {
        Socket = socket;
        _layer = layer;
        _received = ArrayPool<byte>.Shared.Rent(bufferBytes);
        _unsent = ArrayPool<byte>.Shared.Rent(bufferBytes);
    }

    /// <summary>Plain TCP.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="kernelReceiveBytes">How much the kernel may hold of what this side does not read; null: its default.</param>
    public LeanConnection(EndPoint server, int? kernelReceiveBytes = null)
        : this(Open(server, kernelReceiveBytes), BufferBytesInitial)
    {
    }

    private LeanConnection(Socket socket, int bufferBytes)
        : this(socket, new SocketLayer(socket), bufferBytes)
    {
    }

    public Socket Socket { get; }

    /// <summary>How many wait for the socket to take them.</summary>
    public int UnsentBytes => _unsentEnd - _unsentStart;

    public bool HasUnsent => _unsentStart < _unsentEnd || _layer.HasUnsent;

    /// <summary>Set-up only: says Hello as this account's device.</summary>
    public Welcome Greet(SeededAccount account, IFrameSink? sink = null)
    {
        return Ask(new ClientFrame { Hello = HelloOf(account) }, sink).Welcome;
    }

    /// <summary>Says Hello without waiting, as a device that left with that cursor.</summary>
    public void QueueHello(SeededAccount account, ByteString cursor)
    {
        var hello = HelloOf(account);
        hello.Cursor = cursor;
        Queue(new ClientFrame { RequestId = ++_lastRequestId, Hello = hello });
    }

    /// <summary>Set-up only: sends a request and blocks for its response. Frames in between go to the sink.</summary>
    public ServerFrame Ask(ClientFrame request, IFrameSink? sink = null)
    {
        request.RequestId = ++_lastRequestId;
        Queue(request);
        while (HasUnsent)
            Flush();
        while (true)
        {
            while (TryTakeFrame(out var start, out var length))
            {
                var frame = ServerFrame.Parser.ParseFrom(_received, start, length);
                if (frame.BodyCase is ServerFrame.BodyOneofCase.Close)
                    throw new IOException($"the server closed: {frame.Close.Code} {frame.Close.Message}");
                if (frame.RequestId == request.RequestId)
                {
                    return frame.BodyCase is ServerFrame.BodyOneofCase.Error
                        ? throw new IOException($"{request.RequestCase} was refused: {frame.Error.Code} {frame.Error.Message}")
                        : frame;
                }
                sink?.Received(_received.AsSpan(start, length));
            }
            if (!Fill())
                throw new IOException("the server ended the connection during set-up");
        }
    }

    /// <summary>From here on the loop owns the connection.</summary>
    public void HandOver() => Socket.Blocking = false;

    public void Queue(ClientFrame frame)
    {
        var size = frame.CalculateSize();
        var room = Reserve(size + 5);
        var prefix = 0;
        for (var rest = (uint)size; ; rest >>= 7)
        {
            room[prefix++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
                break;
        }
        frame.WriteTo(room.Slice(prefix, size));
        Commit(prefix + size);
    }

    /// <summary>Room for a frame that the caller writes itself, then <see cref="Commit"/>s.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_unsent.Length - _unsentEnd < bytes)
            MakeRoom(ref _unsent, ref _unsentStart, ref _unsentEnd, bytes);
        return _unsent.AsSpan(_unsentEnd, bytes);
    }

    public void Commit(int bytes) => _unsentEnd += bytes;

    /// <summary>Hands what waits to the socket, as far as it takes it.</summary>
    public void Flush()
    {
        var sent = _layer.Send(_unsent.AsSpan(_unsentStart, _unsentEnd - _unsentStart));
        _unsentStart += sent;
        if (_unsentStart == _unsentEnd)
            _unsentStart = _unsentEnd = 0;
    }

    /// <summary>Reads once and gives every whole frame to the sink. False: the server ended the connection.</summary>
    public bool Receive(IFrameSink sink)
    {
        do
        {
            if (!Fill())
                return false;
            DrainTo(sink);
        }
        while (_layer.HasMore);
        return true;
    }

    /// <summary>Gives frames that have arrived already to the sink.</summary>
    public void DrainTo(IFrameSink sink)
    {
        while (TryTakeFrame(out var start, out var length))
            sink.Received(_received.AsSpan(start, length));
    }

    public void Dispose()
    {
        _layer.Dispose();
        ArrayPool<byte>.Shared.Return(_received);
        ArrayPool<byte>.Shared.Return(_unsent);
        _received = _unsent = [];
    }

    private bool Fill()
    {
        if (_receivedEnd == _received.Length)
            MakeRoom(ref _received, ref _receivedStart, ref _receivedEnd, 1);
        var count = _layer.Receive(_received.AsSpan(_receivedEnd));
        if (count == IByteLayer.NothingNow)
            return true;
        _receivedEnd += count;
        return count > 0;
    }

    private static Hello HelloOf(SeededAccount account) => new()
    {
        ProtocolVersion = ProtocolVersion.Current,
        AccessToken = account.AccessToken,
        DeviceId = account.Device.ToByteString(),
        Client = "FastChat.Bench",
    };

    private static Socket Open(EndPoint server, int? kernelReceiveBytes)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = SetUpTimeoutMilliseconds,
            SendTimeout = SetUpTimeoutMilliseconds,
        };
        if (kernelReceiveBytes is { } bytes)
            socket.ReceiveBufferSize = bytes;
        socket.Connect(server);
        return socket;
    }

    private bool TryTakeFrame(out int start, out int length)
    {
        var waiting = _received.AsSpan(_receivedStart, _receivedEnd - _receivedStart);
        length = checked((int)FieldReader.Prefix(waiting, out var prefix));
        start = _receivedStart + prefix;
        if (prefix == 0 || waiting.Length - prefix < length)
        {
            if (length > ProtocolLimits.ServerFrameBytesMax)
                throw new InvalidDataException($"a frame of {length} bytes from the server");
            if (waiting.IsEmpty)
                _receivedStart = _receivedEnd = 0;
            else if (prefix + length > _received.Length - _receivedStart)
                MakeRoom(ref _received, ref _receivedStart, ref _receivedEnd, prefix + length - waiting.Length);
            return false;
        }
        _receivedStart = start + length;
        return true;
    }

    /// <summary>Moves what is there to the front, of a larger buffer if need be, so that <paramref name="bytes"/> more fit.</summary>
    private static void MakeRoom(ref byte[] buffer, ref int start, ref int end, int bytes)
    {
        var kept = end - start;
        var larger = kept + bytes > buffer.Length ? ArrayPool<byte>.Shared.Rent(Math.Max(kept + bytes, 2 * buffer.Length)) : buffer;
        buffer.AsSpan(start, kept).CopyTo(larger);
        if (larger != buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        (buffer, start, end) = (larger, 0, kept);
    }
}
