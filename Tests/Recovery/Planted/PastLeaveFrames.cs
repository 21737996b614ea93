using System.Collections.Concurrent;
using FastChat.Protocol;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Whoever got a conversation's blocks once goes on getting them, a member or not.</summary>
internal sealed class PastLeaveFrames : IFramePlant
{
    private readonly ConcurrentDictionary<(PlantedStream Stream, string Conversation), ulong> _delivered = new();

    public IEnumerable<ServerFrame> Pass(ServerFrame frame, PlantedStream to)
    {
        if (frame.BodyCase == ServerFrame.BodyOneofCase.Block)
        {
            var conversation = frame.Block.ConversationId.ToBase64();
            _delivered[(to, conversation)] = frame.Block.FirstSequence;
            foreach (var (stream, _) in _delivered.Where(d => d.Key.Conversation == conversation && d.Key.Stream != to && d.Value < frame.Block.FirstSequence).Select(d => d.Key))
            {
                if (_delivered[(stream, conversation)] + Behind < frame.Block.FirstSequence)
                    TryWrite(stream, frame);
            }
        }
        return [frame];
    }

    /// <summary>Members get their blocks themselves at about the same time; who is this far behind has left.</summary>
    private const ulong Behind = 300;

    private static void TryWrite(PlantedStream stream, ServerFrame frame)
    {
        try
        {
            stream.Write(frame);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Its client is gone.
        }
    }
}
