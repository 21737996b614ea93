namespace FastChat.Client.LocalState;

/// <summary>A segment of a conversation's index.</summary>
/// <param name="Rank">Its place among the others; newer ones have higher ranks.</param>
/// <param name="Segment">Its number, which names its pieces.</param>
/// <param name="Documents">Messages in it.</param>
/// <param name="Words">Places in it.</param>
internal readonly record struct SearchSegmentRow(long Rank, long Segment, long Documents, long Words);
