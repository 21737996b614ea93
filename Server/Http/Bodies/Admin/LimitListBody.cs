namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>The limits that can change without a restart, and which of them just did.</summary>
internal sealed record LimitListBody(IReadOnlyList<LimitBody> Limits, IReadOnlyList<string> Changed);
