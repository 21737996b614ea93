using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Sync;

/// <summary>
/// What was sent on the current connection, by conversation. Touched inside jobs of the store's writer only, which run one
/// after the other: so numbering, acks and refusals never see each other half done.
/// </summary>
internal sealed class SendProgressBoard
{
    private readonly Dictionary<ConversationId, SendProgress> _progress = [];
    private readonly Dictionary<ConversationId, int> _orderRefusals = [];

    public SendProgress this[ConversationId id] => _progress.GetValueOrDefault(id);

    public void Sent(ConversationId id, long through) => _progress[id] = this[id] with { SentThrough = through };

    public void Acked(ConversationId id)
    {
        _progress[id] = this[id] with { Confirmed = true };
        _orderRefusals.Remove(id);
    }

    /// <summary>Sending goes on after this number, one entry at first.</summary>
    public void Refused(ConversationId id, long through) => _progress[id] = new SendProgress(through, false);

    /// <summary>How often in a row a conversation was refused for its order alone.</summary>
    public int CountOrderRefusal(ConversationId id) => _orderRefusals[id] = _orderRefusals.GetValueOrDefault(id) + 1;
}
