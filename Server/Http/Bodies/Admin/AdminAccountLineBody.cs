namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>An account in a list.</summary>
internal sealed record AdminAccountLineBody(
    string AccountId, string Handle, string DisplayName, long CreatedMs, string Kind, bool IsAdmin, long DisabledUntilMs);
