using FastChat.Mls.Crypto;

namespace FastChat.Mls.Schedule;

/// <summary>The way from one epoch to the next (RFC 9420 section 8).</summary>
internal static class JoinerSecret
{
    public static Secret Derive(Secret init, ReadOnlySpan<byte> commitSecret, byte[] groupContext)
    {
        using var extracted = Kdf.Extract(init.Span, commitSecret);
        return Kdf.ExpandWithLabel(extracted.Span, "joiner", groupContext);
    }

    /// <summary>welcome_secret: what encrypts the GroupInfo of a Welcome.</summary>
    public static Secret Welcome(Secret joiner, Secret psk)
    {
        using var member = Kdf.Extract(joiner.Span, psk.Span);
        return Kdf.DeriveSecret(member.Span, "welcome");
    }

    public static EpochSecrets Epoch(Secret joiner, Secret psk, byte[] groupContext, out Secret encryption)
    {
        using var member = Kdf.Extract(joiner.Span, psk.Span);
        using var epoch = Kdf.ExpandWithLabel(member.Span, "epoch", groupContext);
        return EpochSecrets.Derive(epoch.Span, out encryption);
    }
}
