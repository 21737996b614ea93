using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace FastChat.Client.Media;

/// <summary>
/// Keeps the attachments of queued drafts on disk, sealed, in a folder beside the store, so that a send with attachments is as
/// durable as one without. Thread-safe: each file has one writer and is named by its message.
/// </summary>
internal sealed class Staging(string folder)
{
    /// <summary>Copies a draft's files and streams.</summary>
    /// <returns>What goes into the outbox row; null when nothing has to be uploaded.</returns>
    public async Task<StagedDraft?> StageAsync(
        MessageId message, IReadOnlyList<AttachmentSource> sources, CancellationToken cancellationToken)
    {
        var files = new List<StagedFile>();
        try
        {
            for (var i = 0; i < sources.Count; i++)
            {
                if (sources[i].Stored is null)
                    files.Add(await StageAsync(message, i, sources[i], cancellationToken).ConfigureAwait(false));
            }
        }
        catch
        {
            Forget(message);
            throw;
        }

        return files.Count == 0 ? null : new StagedDraft(files);
    }

    public static byte[] Write(StagedDraft draft) => JsonSerializer.SerializeToUtf8Bytes(draft, StagingShapes.Default.StagedDraft);

    public static StagedDraft Read(byte[] upload) =>
        JsonSerializer.Deserialize(upload, StagingShapes.Default.StagedDraft) ?? new StagedDraft([]);

    /// <summary>Opens a staged file's bytes from an offset on.</summary>
    public SealedFileStream Open(StagedFile file, long offset = 0) => new(Path.Combine(folder, file.File), file.Key) { Position = offset };

    /// <summary>Deletes a draft's files: it is in the log, or was withdrawn.</summary>
    public void Forget(MessageId message)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, $"{message}-*"))
            File.Delete(file);
    }

    /// <summary>Deletes what no outbox row needs any more: left over from a process that ended in between.</summary>
    public void Sweep(Func<MessageId, bool> isNeeded)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(file);
            if (!MessageId.TryParse(name.Split('-')[0], out var message) || !isNeeded(message))
                File.Delete(file);
        }
    }

    /// <summary>Deletes everything.</summary>
    public void Erase()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private async Task<StagedFile> StageAsync(
        MessageId message, int index, AttachmentSource source, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{message}-{index}");
        var key = RandomNumberGenerator.GetBytes(SealedFile.KeyBytes);
        Stream? stream = null;
        try
        {
            stream = source.Open();
            var size = await SealedFile.WriteAsync(stream, Path.Combine(folder, name), key, cancellationToken).ConfigureAwait(false);
            return new StagedFile(name, key, size, source.Name, source.ContentType, index);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException)
        {
            throw new ChatException(ErrorCode.AttachmentUnreadable, $"'{source.Name}' could not be read.", null, e);
        }
        finally
        {
            if (stream is not null && source.OwnsStream)
                await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
