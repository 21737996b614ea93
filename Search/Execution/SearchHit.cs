namespace FastChat.Search.Execution;

/// <summary>A message that fits.</summary>
public readonly record struct SearchHit(UInt128 Conversation, long Sequence, long Seconds, float Score)
{
    /// <summary>Negative: this one comes first.</summary>
    internal int Compare(in SearchHit other, HitOrder order)
    {
        var result = order == HitOrder.Relevance ? other.Score.CompareTo(Score) : 0;
        if (result == 0) result = other.Seconds.CompareTo(Seconds);
        if (result == 0) result = other.Conversation.CompareTo(Conversation);
        return result == 0 ? other.Sequence.CompareTo(Sequence) : result;
    }
}
