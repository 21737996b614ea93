using System.Security.Cryptography;
using FastChat.Mls.Messages;

namespace FastChat.Mls.Group;

/// <summary>What this library can do, as leaves tell it (RFC 9420 section 7.2), with a random GREASE value in each list (section 13.5).</summary>
internal static class OwnCapabilities
{
    private static readonly ushort GreaseValue = (ushort)(0x0A0A + 0x1010 * RandomNumberGenerator.GetInt32(15));

    /// <summary>With the extension types that the application handles by itself.</summary>
    public static Capabilities With(IEnumerable<int> extensionTypes) => new(
        [MlsMessage.Mls10],
        [(ushort)MlsCipherSuite.X25519Aes128GcmSha256Ed25519, (ushort)MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519, GreaseValue],
        [ExtensionType.LastResort, GreaseValue, .. extensionTypes.Select(t => (ushort)t)],
        [GreaseValue],
        [Credential.Basic, GreaseValue]);
}
