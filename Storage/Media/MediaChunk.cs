using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Media;

/// <summary>One chunk of a media file (docs/STORAGE.md, "Media files"): sealed with its place and whether it is the last.</summary>
internal static class MediaChunk
{
    /// <summary>Plaintext of every chunk but the last.</summary>
    public const int Bytes = 64 * 1024;

    /// <summary>A whole chunk on disk.</summary>
    public const int SealedBytes = Bytes + Aead.TagBytes;

    private const byte Format = 0x01;
    private const int AssociatedBytes = 1 + Identifier.Bytes + sizeof(ulong) + 1;

    public static void Seal(byte[] key, MediaId media, long index, bool last, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceBytes];
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        Fill(nonce, associated, media, index, last);
        Aead.Seal(key, nonce, associated, plaintext, destination);
    }

    public static bool TryOpen(byte[] key, MediaId media, long index, bool last, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceBytes];
        Span<byte> associated = stackalloc byte[AssociatedBytes];
        Fill(nonce, associated, media, index, last);
        return Aead.TryOpen(key, nonce, associated, sealedBytes, destination);
    }

    /// <summary>How many chunks a blob has: at least one, so that an empty blob is authenticated too.</summary>
    public static long Count(long sizeBytes) => Math.Max(1, (sizeBytes + Bytes - 1) / Bytes);

    private static void Fill(Span<byte> nonce, Span<byte> associated, MediaId media, long index, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[^sizeof(ulong)..], index);
        associated[0] = Format;
        media.Write(associated[1..]);
        BinaryPrimitives.WriteInt64BigEndian(associated[(1 + Identifier.Bytes)..], index);
        associated[^1] = last ? (byte)1 : (byte)0;
    }
}
