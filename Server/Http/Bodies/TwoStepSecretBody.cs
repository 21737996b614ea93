namespace FastChat.Server.Http.Bodies;

/// <summary>What an authenticator needs; it counts once a code of it was shown.</summary>
/// <param name="Secret">In base 32, to be typed.</param>
/// <param name="Address">`otpauth://…`, to be shown as a QR code.</param>
internal sealed record TwoStepSecretBody(string Secret, string Address);
