using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>The conversations that a connection sends to, the latest ones. Used by the connection's read loop only.</summary>
internal sealed class SendLanes
{
    /// <summary>
    /// Lanes kept; idle ones beyond this are forgotten, which costs a hash when they are used again. With a lane that a
    /// refusal stopped, the refusal is forgotten: what follows it reaches the shard, which takes the next number only (A3)
    /// and refuses it once more.
    /// </summary>
    private const int LanesMax = 256;

    private Dictionary<ConversationId, SendLane>? _lanes;
    private SendLane? _latest;
    private long _uses;

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

        lane.LastUse = ++_uses;
        _latest = lane;
        return lane;
    }

    /// <summary>Forgets all idle lanes that no refusal stopped; if there are none, the one stopped that was used longest ago.</summary>
    private static bool ForgetIdle(Dictionary<ConversationId, SendLane> lanes)
    {
        SendLane? oldest = null;
        foreach (var (conversation, lane) in lanes)
        {
            if (lane.Unacked > 0)
            {
                continue;
            }

            if (lane.Expected == 0)
            {
                lanes.Remove(conversation);
            }
            else if (oldest is null || lane.LastUse < oldest.LastUse)
            {
                oldest = lane;
            }
        }

        return lanes.Count < LanesMax || (oldest is not null && lanes.Remove(oldest.Conversation));
    }
}
