namespace FastChat.Client;

/// <summary>What came of joining.</summary>
/// <param name="State">Member, or requested: then it appears in the list once somebody lets the account in.</param>
/// <param name="Conversation">The conversation.</param>
public sealed record JoinResult(JoinState State, Conversation Conversation);
