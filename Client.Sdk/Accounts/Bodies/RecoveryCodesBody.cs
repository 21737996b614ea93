namespace FastChat.Client.Accounts;

/// <summary>Codes for when the authenticator is lost.</summary>
internal sealed record RecoveryCodesBody(IReadOnlyList<string> RecoveryCodes);
