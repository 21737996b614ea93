using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastChat.Client.Media;

/// <summary>
/// A staged file on disk: 64 KiB chunks, each AES-256-GCM under a key that seals this file alone. Nonce = chunk index and a
/// last-chunk flag, so that chunks cannot be swapped, dropped or cut off unseen.
/// </summary>
internal static class SealedFile
{
    public const int KeyBytes = 32;
    public const int ChunkBytes = 64 * 1024;
    public const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>Reads a stream to its end into a new sealed file.</summary>
    /// <returns>How many bytes it held.</returns>
    public static async Task<long> WriteAsync(Stream from, string path, byte[] key, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        await using var closing = file.ConfigureAwait(false);
        using var cipher = new AesGcm(key, TagBytes);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var block = ArrayPool<byte>.Shared.Rent(ChunkBytes + TagBytes);
        var total = 0L;
        try
        {
            for (var index = 0L; ; index++)
            {
                var read = await from.ReadAtLeastAsync(chunk.AsMemory(0, ChunkBytes), ChunkBytes, false, cancellationToken)
                    .ConfigureAwait(false);
                total += read;
                Seal(cipher, index, read < ChunkBytes, chunk.AsSpan(0, read), block);
                await file.WriteAsync(block.AsMemory(0, read + TagBytes), cancellationToken).ConfigureAwait(false);
                if (read < ChunkBytes)
                    break;
            }

            file.Flush(flushToDisk: true);
            return total;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(chunk);
            ArrayPool<byte>.Shared.Return(chunk);
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Opens chunk <paramref name="index"/>; a short one is the last.</summary>
    public static void Open(AesGcm cipher, long index, bool last, ReadOnlySpan<byte> block, Span<byte> chunk)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(nonce, index, last);
        cipher.Decrypt(nonce, block[..^TagBytes], block[^TagBytes..], chunk);
    }

    private static void Seal(AesGcm cipher, long index, bool last, ReadOnlySpan<byte> chunk, Span<byte> block)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(nonce, index, last);
        cipher.Encrypt(nonce, chunk, block[..chunk.Length], block.Slice(chunk.Length, TagBytes));
    }

    private static void WriteNonce(Span<byte> nonce, long index, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce, index);
        nonce[NonceBytes - 1] = last ? (byte)1 : (byte)0;
    }
}
