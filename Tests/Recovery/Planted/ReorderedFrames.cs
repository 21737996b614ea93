using System.Collections.Concurrent;
using FastChat.Protocol;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Now and then a block goes out after the one that follows it.</summary>
internal sealed class ReorderedFrames : IFramePlant
{
    private const ulong EverySequence = 5;
    private readonly ConcurrentDictionary<PlantedStream, ServerFrame> _held = new();

    public IEnumerable<ServerFrame> Pass(ServerFrame frame, PlantedStream to)
    {
        if (frame.BodyCase != ServerFrame.BodyOneofCase.Block)
            return [frame];
        if (_held.TryRemove(to, out var held))
            return [frame, held];
        if (frame.Block.FirstSequence % EverySequence != 0)
            return [frame];
        _held[to] = frame;
        return [];
    }
}
