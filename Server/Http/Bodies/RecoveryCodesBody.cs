namespace FastChat.Server.Http.Bodies;

/// <summary>Codes for when the authenticator is lost.</summary>
/// <param name="RecoveryCodes">Each is good once. They are not told again.</param>
internal sealed record RecoveryCodesBody(IReadOnlyList<string> RecoveryCodes);
