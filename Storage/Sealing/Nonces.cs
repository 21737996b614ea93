using System.Security.Cryptography;

namespace FastChat.Storage.Sealing;

/// <summary>Fresh random nonces, drawn from the operating system in one call for many. One thread at a time.</summary>
internal sealed class Nonces
{
    private const int Drawn = 256;

    private readonly byte[] _bytes = new byte[Drawn * Aead.NonceBytes];
    private int _next = Drawn;

    /// <summary>Twelve bytes that were never given out before; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_next == Drawn)
        {
            RandomNumberGenerator.Fill(_bytes);
            _next = 0;
        }

        return _bytes.AsSpan(_next++ * Aead.NonceBytes, Aead.NonceBytes);
    }
}
