using System.IO.Compression;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Administration;

/// <summary>The part of an archive that is media: what the account uploaded or took over, with the content, and uploads that are not whole.</summary>
internal sealed class ArchivedMedia(ChatDatabase database, MediaFiles files, AccountId account, ZipArchive zip)
{
    /// <summary>Returns how many there are.</summary>
    public async Task<int> WriteAsync(CancellationToken cancellation)
    {
        int count;
        using (var lines = new JsonLines(zip, "media.ndjson"))
        {
            foreach (var (media, reference) in Read()) Describe(lines, media, reference);
            count = lines.Count;
        }

        WriteUploads();
        foreach (var (media, reference) in Read())
        {
            await using var content = files.OpenRead(media, reference.Key, reference.SizeBytes);
            if (content is null) continue;
            // Pictures and sound are compressed already.
            await using var entry = zip.CreateEntry(NameOf(media), CompressionLevel.NoCompression).Open();
            await content.CopyToAsync(entry, cancellation);
        }

        return count;
    }

    private void Describe(JsonLines lines, MediaId media, MediaReferenceRecord reference) => lines.Add(json =>
    {
        json.WriteString("media_id", media.ToString());
        json.WriteString("file", NameOf(media));
        json.WriteString("file_name", reference.FileName);
        json.WriteString("content_type", reference.ContentType);
        json.WriteNumber("size", reference.SizeBytes);
        if (database.Media.Read(media) is not { } record) return;
        json.WriteNumber("created_ms", record.CreatedMs);
        json.WriteBoolean("uploaded", record.Owner == account);
    });

    private void WriteUploads()
    {
        using var lines = new JsonLines(zip, "uploads.ndjson");
        foreach (var (upload, record) in database.Uploads.ReadAll(account).Where(row => row.Record.Stored.IsNone()))
        {
            var metadata = UploadMetadata.Parse(record.Metadata) ?? UploadMetadata.None;
            lines.Add(json =>
            {
                json.WriteString("upload_id", upload.ToString());
                json.WriteString("file_name", metadata.FileName ?? "");
                json.WriteString("content_type", metadata.FileType ?? "");
                json.WriteNumber("size", record.LengthBytes);
                json.WriteNumber("uploaded", record.OffsetBytes);
                json.WriteNumber("expires_ms", record.ExpiresMs);
            });
        }
    }

    private IEnumerable<(MediaId Media, MediaReferenceRecord Reference)> Read()
    {
        var after = MediaId.None;
        while (database.Media.ReadReferences(account, after, AdministrationLimits.PageRowsMax) is { Count: > 0 } page)
        {
            foreach (var row in page) yield return row;
            after = page[^1].Media;
        }
    }

    private static string NameOf(MediaId media) => $"media/{media}";
}
