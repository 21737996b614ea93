namespace FastChat.Client.Accounts;

/// <summary>Sends a code to an address.</summary>
internal sealed record SetEmailBody(string Email, string Password);
