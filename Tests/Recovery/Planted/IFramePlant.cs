using FastChat.Protocol;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>A bug in what is sent. Called by one task for each connection, in the order of its frames.</summary>
internal interface IFramePlant
{
    /// <summary>What goes out instead of this frame.</summary>
    IEnumerable<ServerFrame> Pass(ServerFrame frame, PlantedStream to);
}
