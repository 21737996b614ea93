namespace FastChat.Client.Accounts;

/// <summary>What an authenticator needs.</summary>
internal sealed record TwoStepSecretBody(string Secret, string Address);
