namespace FastChat.Search.Execution;

/// <summary>What of a conversation may be found.</summary>
/// <param name="Conversation">Its id.</param>
/// <param name="FirstSequence">The first message.</param>
/// <param name="LastSequence">The last one.</param>
/// <param name="Masks">Messages of the segment to be searched that newer segments or messages have changed.</param>
public sealed record SearchScope(UInt128 Conversation, long FirstSequence, long LastSequence, IReadOnlySet<long> Masks)
{
    internal bool Holds(long sequence) => sequence >= FirstSequence && sequence <= LastSequence && !Masks.Contains(sequence);
}
