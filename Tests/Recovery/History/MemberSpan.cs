namespace FastChat.Tests.Recovery.History;

/// <summary>The sequences of a conversation that a client's account may see. A current member's span has no end.</summary>
internal sealed record MemberSpan(int Client, int Conversation, ulong First, ulong Last = ulong.MaxValue);
