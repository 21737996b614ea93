using FastChat.Protocol;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Now and then an ack tells the next sequence.</summary>
internal sealed class WrongAckFrames : IFramePlant
{
    private const int EveryAck = 10;
    private int _acks;

    public IEnumerable<ServerFrame> Pass(ServerFrame frame, PlantedStream to)
    {
        if (frame.BodyCase == ServerFrame.BodyOneofCase.Ack && Interlocked.Increment(ref _acks) % EveryAck == 0)
            frame.Ack.Runs[0].FirstSequence++;
        return [frame];
    }
}
