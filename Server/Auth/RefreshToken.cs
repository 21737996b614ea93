using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Auth;

/// <summary>
/// A refresh token: `fcr1.` and a <see cref="TaggedText"/> of account ‖ device ‖ family u32 ‖ 32 random bytes. The tag tells a token that
/// this server once made from one that somebody made up: only the former may revoke a family when it comes back, else
/// knowing two ids would be enough to sign a stranger out.
/// </summary>
internal sealed record RefreshToken(AccountId Account, DeviceId Device, uint Family, string Text)
{
    /// <summary>Name of the database secret for the tag.</summary>
    public const string SecretName = "refresh-tokens";

    private const string Prefix = "fcr1.";
    private const int SecretBytes = 32;
    private const int FamilyOffset = 2 * Identifier.Bytes;
    private const int SecretOffset = FamilyOffset + sizeof(uint);
    private const int Bytes = SecretOffset + SecretBytes;

    /// <summary>What is stored of it: SHA-256 of the text.</summary>
    public byte[] Hash => SHA256.HashData(TextBytes);

    /// <summary>The text as it is stored while its predecessor may still be presented.</summary>
    public byte[] TextBytes => Encoding.ASCII.GetBytes(Text);

    /// <summary>Makes a new one.</summary>
    public static RefreshToken Create(AccountId account, DeviceId device, uint family, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        account.Write(bytes);
        device.Write(bytes[Identifier.Bytes..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[FamilyOffset..], family);
        RandomNumberGenerator.Fill(bytes[SecretOffset..]);
        return new RefreshToken(account, device, family, TaggedText.Make(Prefix, bytes, key));
    }

    /// <summary>Reads one that this server made; false for anything else.</summary>
    public static bool TryParse(string? text, byte[] key, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!TaggedText.TryRead(text, Prefix, key, bytes)) return false;
        if (!AccountId.TryRead(bytes[..Identifier.Bytes], out var account)) return false;
        if (!DeviceId.TryRead(bytes[Identifier.Bytes..FamilyOffset], out var device)) return false;
        token = new RefreshToken(account, device, BinaryPrimitives.ReadUInt32BigEndian(bytes[FamilyOffset..]), text);
        return true;
    }
}
