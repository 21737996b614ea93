using FastChat.Mls.Crypto;

namespace FastChat.Mls.Group;

/// <summary>Key and nonce of a Welcome's GroupInfo (RFC 9420 section 12.4.3.1).</summary>
internal static class WelcomeKey
{
    public static void Derive(Secret welcomeSecret, Span<byte> key, Span<byte> nonce)
    {
        Kdf.ExpandWithLabel(welcomeSecret.Span, "key", [], key);
        Kdf.ExpandWithLabel(welcomeSecret.Span, "nonce", [], nonce);
    }
}
