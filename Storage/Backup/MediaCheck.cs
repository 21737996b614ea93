using System.Globalization;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Backup;

/// <summary>Compares a media reference with the blob's record and opens every chunk of its file.</summary>
internal static class MediaCheck
{
    public static void Run(ChatDatabase database, MediaId media, MediaReferenceRecord reference, VerifyFindings findings)
    {
        var record = database.Media.Read(media) ?? throw new StorageCorruptException("A reference names a blob without a record.");
        if (record.SizeBytes != reference.SizeBytes) throw new StorageCorruptException("Reference and record differ in size.");
        var name = media.Value.ToString("x32", CultureInfo.InvariantCulture);
        var path = Path.Combine(StoragePaths.Media(database.Options.DataDirectory), name[..2], name);
        if (!File.Exists(path)) throw new StorageCorruptException("The file is missing.");
        findings.MediaFiles++;
        using var file = File.OpenRead(path);
        var chunks = MediaChunk.Count(record.SizeBytes);
        if (file.Length != record.SizeBytes + (chunks * Aead.TagBytes))
        {
            throw new StorageCorruptException("The file has the wrong length.");
        }

        var sealedBytes = new byte[MediaChunk.SealedBytes];
        var plaintext = new byte[MediaChunk.Bytes];
        for (long index = 0; index < chunks; index++)
        {
            var length = file.ReadAtLeast(sealedBytes, sealedBytes.Length, throwOnEndOfStream: false);
            if (!MediaChunk.TryOpen(reference.Key, media, index, index == chunks - 1, sealedBytes.AsSpan(0, length), plaintext))
            {
                throw new StorageCorruptException($"Chunk {index} does not open.");
            }
        }
    }
}
