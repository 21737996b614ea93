namespace FastChat.Client.Accounts;

/// <summary>Shows a code.</summary>
internal sealed record CodeBody(string Code);
