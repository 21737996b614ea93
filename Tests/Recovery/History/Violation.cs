namespace FastChat.Tests.Recovery.History;

/// <summary>One broken promise, told so that it can be found in the journals.</summary>
internal sealed record Violation(Invariant Invariant, int Conversation, string What)
{
    public override string ToString() => $"I{(int)Invariant} {Invariant}, conversation {Conversation}: {What}";
}
