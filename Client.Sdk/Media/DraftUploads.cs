using FastChat.Client.Accounts;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Media;

/// <summary>
/// Uploads the staged attachments of a draft before it gets its send number. How far it is stands in the draft's row, so that another
/// attempt, also of another process, goes on where this one ended.
/// </summary>
internal sealed class DraftUploads(LocalStore store, Staging staging, MediaApi media, UploadBoard board) : IUploads
{
    public async Task<Wire.OutgoingEntry> UploadAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        var files = Staging.Read(row.Upload ?? []).Files.ToList();
        var running = board.Begin(row.Message, cancellationToken);
        try
        {
            return await UploadFilesAsync(row, files, running.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The draft was withdrawn, and nobody will go on.
            foreach (var upload in files.Where(file => file.Stored is null).Select(file => file.Upload).OfType<string>())
                await media.TerminateAsync(upload).ConfigureAwait(false);
            throw;
        }
        finally
        {
            board.End(row.Message);
        }
    }

    private async Task<Wire.OutgoingEntry> UploadFilesAsync(OutboxRow row, List<StagedFile> files, CancellationToken cancellationToken)
    {
        var total = files.Sum(file => file.SizeBytes);
        var entry = row.Entry.Clone();
        var content = Wire.MessageContent.Parser.ParseFrom(entry.Content);
        var before = 0L;
        for (var i = 0; i < files.Count; i++)
        {
            var progress = new FileProgress(before, total, transfer => board.Report(row.Conversation, row.Message, transfer));
            var stored = files[i].Stored ?? await UploadFileAsync(row, files, i, progress, cancellationToken).ConfigureAwait(false);
            if (!MediaId.TryParse(stored.MediaId, out var id))
                throw new ChatException(ErrorCode.InvalidResponse, "The answer holds an id of another form.");
            var attachment = content.Attachments[files[i].Index];
            (attachment.MediaId, attachment.ContentType, attachment.SizeBytes) = (id.ToByteString(), stored.ContentType, (ulong)stored.SizeBytes);
            before += files[i].SizeBytes;
        }

        entry.Content = content.ToByteString();
        entry.MediaIds.Clear();
        entry.MediaIds.AddRange(content.Attachments.Select(attachment => attachment.MediaId).Distinct());
        Contents.CheckSize(entry);
        return entry;
    }

    private async Task<MediaBody> UploadFileAsync(
        OutboxRow row, List<StagedFile> files, int index, FileProgress progress, CancellationToken cancellationToken)
    {
        var file = files[index];
        var source = new UploadSource(file.Name, file.ContentType, file.SizeBytes, offset => Open(file, offset))
        {
            Begun = file.Upload,
            Keep = begun => KeepAsync(row, files, index, files[index] with { Upload = begun }),
        };
        var stored = await media.UploadAsync(source, progress, cancellationToken).ConfigureAwait(false);
        // The last one is kept with the draft itself.
        if (index < files.Count - 1)
            await KeepAsync(row, files, index, files[index] with { Stored = stored }).ConfigureAwait(false);
        return stored;
    }

    private Task<bool> KeepAsync(OutboxRow row, List<StagedFile> files, int index, StagedFile file)
    {
        files[index] = file;
        var upload = Staging.Write(new StagedDraft([.. files]));
        return store.WriteAsync(transaction =>
        {
            OutboxWrites.SaveUpload(transaction, row.Message, upload);
            return true;
        });
    }

    private SealedFileStream Open(StagedFile file, long offset)
    {
        try
        {
            return staging.Open(file, offset);
        }
        catch (IOException e)
        {
            throw new ChatException(ErrorCode.AttachmentUnreadable, $"'{file.Name}' is not on this device any more.", null, e);
        }
    }
}
