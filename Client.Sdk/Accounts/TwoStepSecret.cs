namespace FastChat.Client;

/// <summary>What an authenticator (RFC 6238) needs. A secret: keep it nowhere else.</summary>
/// <param name="Secret">In base 32, to be typed.</param>
/// <param name="Address"><c>otpauth://…</c>, to be shown as a QR code.</param>
public sealed record TwoStepSecret(string Secret, string Address)
{
    /// <summary>Tells nothing of it.</summary>
    public override string ToString() => nameof(TwoStepSecret);
}
