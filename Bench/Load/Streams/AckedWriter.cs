using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Streams;

/// <summary>Set-up only: sends messages one by one and blocks until each is acked.</summary>
internal sealed class AckedWriter(LeanConnection connection, IDialect dialect, Lane lane, Payload payload) : IFrameSink, IFrameEvents
{
    private readonly ISendWriter _writer = dialect.Writer(lane, payload);
    private ulong _acked = lane.LastNumber;

    public void Send(int messages)
    {
        for (var last = _acked + (ulong)messages; _acked < last;)
        {
            var number = _acked + 1;
            var bytes = _writer.FrameBytes(number, 1);
            _writer.Write(connection.Reserve(bytes), number, 1, [0]);
            connection.Commit(bytes);
            while (connection.HasUnsent)
                connection.Flush();
            while (_acked < number)
            {
                if (!connection.Receive(this))
                    throw new IOException("the server ended a writer's connection");
            }
        }
    }

    public void Received(ReadOnlySpan<byte> frame) => dialect.Read(frame, this);

    public void Acked(ulong firstNumber, ulong count, ulong firstSequence) => _acked = firstNumber + count - 1;

    public void BlockBegins()
    {
    }

    public void Arrived(ulong sequence, ulong number, ulong messageId, ReadOnlySpan<byte> content)
    {
    }

    public void Skipped(ulong sequence)
    {
    }

    public void Other(ReadOnlySpan<byte> frame)
    {
        if (Protocol.ServerFrame.Parser.ParseFrom(frame) is { SendRefused: { } refusal })
            throw new IOException($"a send was refused: {refusal.Code} {refusal.Message}");
    }
}
