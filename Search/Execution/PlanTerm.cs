namespace FastChat.Search.Execution;

/// <summary>One term to look up.</summary>
internal readonly record struct PlanTerm(byte[] Bytes, bool IsPrefix, bool IsMark)
{
    public bool Fits(ReadOnlySpan<byte> term) => IsPrefix ? term.StartsWith(Bytes) : term.SequenceEqual(Bytes);
}
