namespace FastChat.Server.Http;

/// <summary>The codes behind one status of an endpoint.</summary>
internal sealed record RefusalNames(int Status, string Names);
