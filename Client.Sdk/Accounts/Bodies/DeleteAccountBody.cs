namespace FastChat.Client.Accounts;

/// <summary>Deletes one's own account.</summary>
internal sealed record DeleteAccountBody(string? Password, string Messages);
