namespace FastChat.Server.Http.Bodies.Admin;

/// <summary>A page of accounts; next: where the following one begins.</summary>
internal sealed record AdminAccountPageBody(IReadOnlyList<AdminAccountLineBody> Accounts, string? Next);
