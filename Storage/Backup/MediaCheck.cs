using System.Buffers.Binary;
using System.Globalization;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Backup;

/// <summary>Compares a media reference with the blob's record and opens every chunk of its file.</summary>
internal static class MediaCheck
{
    private const byte Format = 0x01;

    public static void Run(ChatDatabase database, MediaId media, MediaReferenceRecord reference, VerifyFindings findings)
    {
        var record = database.Media.Read(media) ?? throw new StorageCorruptException("A reference names a blob without a record.");
        if (record.SizeBytes != reference.SizeBytes) throw new StorageCorruptException("Reference and record differ in size.");
        var name = media.Value.ToString("x32", CultureInfo.InvariantCulture);
        var path = Path.Combine(StoragePaths.Media(database.Options.DataDirectory), name[..2], name);
        if (!File.Exists(path)) throw new StorageCorruptException("The file is missing.");
        findings.MediaFiles++;
        using var file = File.OpenRead(path);
        var chunks = Math.Max(1, (record.SizeBytes + record.ChunkBytes - 1) / record.ChunkBytes);
        if (file.Length != record.SizeBytes + (chunks * Aead.TagBytes))
        {
            throw new StorageCorruptException("The file has the wrong length.");
        }

        Span<byte> nonce = stackalloc byte[Aead.NonceBytes];
        Span<byte> associated = stackalloc byte[1 + Identifier.Bytes + sizeof(long) + 1];
        nonce.Clear();
        associated[0] = Format;
        media.Write(associated[1..]);
        var sealedBytes = new byte[record.ChunkBytes + Aead.TagBytes];
        var plaintext = new byte[record.ChunkBytes];
        for (long index = 0; index < chunks; index++)
        {
            BinaryPrimitives.WriteInt64BigEndian(nonce[^sizeof(long)..], index);
            BinaryPrimitives.WriteInt64BigEndian(associated[(1 + Identifier.Bytes)..], index);
            associated[^1] = index == chunks - 1 ? (byte)1 : (byte)0;
            var length = file.ReadAtLeast(sealedBytes, sealedBytes.Length, throwOnEndOfStream: false);
            if (!Aead.TryOpen(reference.Key, nonce, associated, sealedBytes.AsSpan(0, length), plaintext))
            {
                throw new StorageCorruptException($"Chunk {index} does not open.");
            }
        }
    }
}
