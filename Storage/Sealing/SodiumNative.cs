using System.Runtime.InteropServices;

namespace FastChat.Storage.Sealing;

/// <summary>The functions of libsodium (brought by NSec.Cryptography) that work on raw keys.</summary>
internal static partial class SodiumNative
{
    private const string Library = "libsodium";

    [LibraryImport(Library)] public static partial int sodium_init();
    [LibraryImport(Library)] public static partial int crypto_aead_aes256gcm_is_available();
    [LibraryImport(Library)] public static partial int sodium_mlock(Span<byte> memory, nuint length);

    [LibraryImport(Library)]
    public static partial int crypto_aead_aes256gcm_encrypt(
        Span<byte> sealedBytes, out ulong sealedLength, ReadOnlySpan<byte> plaintext, ulong plaintextLength,
        ReadOnlySpan<byte> associated, ulong associatedLength, nint unusedSecretNonce, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> key);

    [LibraryImport(Library)]
    public static partial int crypto_aead_aes256gcm_decrypt(
        Span<byte> plaintext, out ulong plaintextLength, nint unusedSecretNonce, ReadOnlySpan<byte> sealedBytes,
        ulong sealedLength, ReadOnlySpan<byte> associated, ulong associatedLength, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> key);
}
