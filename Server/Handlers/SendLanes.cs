using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>The conversations that a connection sends to, the latest ones. Used by the connection's read loop only.</summary>
internal sealed class SendLanes
{
    /// <summary>Lanes kept; idle ones beyond this are forgotten, which costs a hash when they are used again.</summary>
    private const int LanesMax = 256;

    private Dictionary<ConversationId, SendLane>? _lanes;
    private SendLane? _latest;

    public SendBytes Bytes { get; } = new();

    /// <summary>The conversation's lane; null when too many conversations have sends under way.</summary>
    public SendLane? For(ConversationId conversation)
    {
        if (_latest?.Conversation == conversation)
        {
            return _latest;
        }

        var lanes = _lanes ??= [];
        if (!lanes.TryGetValue(conversation, out var lane))
        {
            if (lanes.Count >= LanesMax && !ForgetIdle(lanes))
            {
                return null;
            }

            lane = new SendLane(conversation, Bytes);
            lanes.Add(conversation, lane);
        }

        _latest = lane;
        return lane;
    }

    private static bool ForgetIdle(Dictionary<ConversationId, SendLane> lanes)
    {
        foreach (var (conversation, lane) in lanes)
        {
            if (lane.Unacked == 0 && lane.Expected == 0)
            {
                lanes.Remove(conversation);
            }
        }

        return lanes.Count < LanesMax;
    }
}
