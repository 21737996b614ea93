using System.Security.Cryptography;
using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;

namespace FastChat.Mls.Schedule;

/// <summary>
/// The secrets of one epoch (RFC 9420 section 8). The epoch secret and the encryption secret are consumed at once: the
/// first by deriving these, the second by the secret tree.
/// </summary>
internal sealed class EpochSecrets : IDisposable
{
    private EpochSecrets(Secret senderData, Secret exporter, Secret external, Secret confirmation, Secret membership, Secret resumption,
        Secret authenticator, Secret init) =>
        (SenderData, Exporter, External, Confirmation, Membership, Resumption, Authenticator, Init) =
        (senderData, exporter, external, confirmation, membership, resumption, authenticator, init);

    public Secret SenderData { get; }

    public Secret Exporter { get; }

    public Secret External { get; }

    public Secret Confirmation { get; }

    public Secret Membership { get; }

    public Secret Resumption { get; }

    public Secret Authenticator { get; }

    public Secret Init { get; }

    /// <summary>Derives an epoch's secrets; the encryption secret belongs to the caller.</summary>
    public static EpochSecrets Derive(ReadOnlySpan<byte> epochSecret, out Secret encryption)
    {
        encryption = Kdf.DeriveSecret(epochSecret, "encryption");
        return new(
            Kdf.DeriveSecret(epochSecret, "sender data"),
            Kdf.DeriveSecret(epochSecret, "exporter"),
            Kdf.DeriveSecret(epochSecret, "external"),
            Kdf.DeriveSecret(epochSecret, "confirm"),
            Kdf.DeriveSecret(epochSecret, "membership"),
            Kdf.DeriveSecret(epochSecret, "resumption"),
            Kdf.DeriveSecret(epochSecret, "authentication"),
            Kdf.DeriveSecret(epochSecret, "init"));
    }

    /// <summary>The group's own HPKE key pair, for external commits (RFC 9420 section 8.3).</summary>
    public KemKeyPair ExternalKeyPair() => KemKeyPair.Derive(External.Span);

    /// <summary>MLS-Exporter (RFC 9420 section 8.5).</summary>
    public byte[] Export(string label, ReadOnlySpan<byte> context, int bytes)
    {
        using var secret = Kdf.ExpandWithLabel(Exporter.Span, label, []);
        var output = new byte[bytes];
        Kdf.ExpandWithLabel(secret.Span, "exported", SHA256.HashData(context), output);
        return output;
    }

    public byte[] ConfirmationTag(ReadOnlySpan<byte> confirmedTranscriptHash) => HMACSHA256.HashData(Confirmation.Span, confirmedTranscriptHash);

    public void Write(TlsWriter writer)
    {
        foreach (var secret in All())
        {
            writer.Raw(secret.Span);
        }
    }

    public static EpochSecrets Read(ref TlsReader reader)
    {
        var all = new Secret[8];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = new Secret(reader.Take(Suite.HashBytes));
        }

        return new(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
    }

    public void Dispose()
    {
        foreach (var secret in All())
        {
            secret.Dispose();
        }
    }

    public void EraseAllButSenderData()
    {
        foreach (var secret in All().Where(s => s != SenderData))
        {
            secret.Dispose();
        }
    }

    private Secret[] All() => [SenderData, Exporter, External, Confirmation, Membership, Resumption, Authenticator, Init];
}
