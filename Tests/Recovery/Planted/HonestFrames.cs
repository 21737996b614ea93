using FastChat.Protocol;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>Everything passes as it is.</summary>
internal sealed class HonestFrames : IFramePlant
{
    public IEnumerable<ServerFrame> Pass(ServerFrame frame, PlantedStream to) => [frame];
}
