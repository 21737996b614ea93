using System.Diagnostics;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Bench.Load.Pairs;

/// <summary>Sends to a FastChat server: an ack names runs of numbers with their sequences.</summary>
internal sealed class FastChatSender(
    LeanConnection connection, SendWriter writer, PairSettings settings, PairFigures figures, SequenceLine line, ulong lastNumber)
    : PairSender(connection, writer, settings, figures, lastNumber)
{
    private const int FrameAckField = 2;

    public override void Received(ReadOnlySpan<byte> frame)
    {
        var fields = new FieldReader(frame);
        while (fields.MoveNext())
        {
            if (fields.Field == FrameAckField)
            {
                Ack(fields.Bytes);
                return;
            }
        }
        Other(ServerFrame.Parser.ParseFrom(frame));
    }

    public override void KeepAlive() => Connection.QueuePing();

    private void Ack(ReadOnlySpan<byte> ack)
    {
        var now = Stopwatch.GetTimestamp();
        var runs = new FieldReader(ack);
        while (runs.MoveNext())
        {
            ulong first = 0, count = 0, sequence = 0;
            var run = new FieldReader(runs.Bytes);
            while (run.MoveNext())
            {
                switch (run.Field)
                {
                    case 2: first = run.Number; break;
                    case 3: count = run.Number; break;
                    case 4: sequence = run.Number; break;
                }
            }
            if (line.Fits(first, sequence))
                Acknowledge(first, count, now);
            else
                WrongAck();
        }
    }

    private void Other(ServerFrame frame)
    {
        switch (frame.BodyCase)
        {
            case ServerFrame.BodyOneofCase.SendRefused:
                if (frame.SendRefused.Expected == 0)
                    throw new IOException($"a send was refused: {frame.SendRefused.Code} {frame.SendRefused.Message}");
                SendAgain(frame.SendRefused.Expected, frame.SendRefused.RetryAfterMs);
                break;
            case ServerFrame.BodyOneofCase.Ping:
                Connection.Queue(new ClientFrame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"the server closed a sender's connection: {frame.Close.Code} {frame.Close.Message}");
        }
    }
}
