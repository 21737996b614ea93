namespace FastChat.Server.Http.Bodies;

/// <summary>Signs out somebody whom the operator's backend knows.</summary>
/// <param name="ExternalId">Who, there.</param>
internal sealed record BackendRevokeBody(string ExternalId);
