namespace FastChat.Client.Accounts;

/// <summary>The address by which the account is recovered.</summary>
internal sealed record EmailBody(string? Email = null, string? Pending = null);
