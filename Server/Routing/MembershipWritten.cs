namespace FastChat.Server.Routing;

/// <summary>A membership change that was written.</summary>
/// <param name="Sequence">Of its entry; or, where it has none, of the next one.</param>
/// <param name="Unlogged">What it does to the subscribers if no entry does it; to be published once it is durable.</param>
internal readonly record struct MembershipWritten(ulong Sequence, MembershipEffect? Unlogged);
