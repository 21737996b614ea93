using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Media;

/// <summary>
/// Uploads the staged attachments of a draft before it gets its send number. Started anew after a restart: what was uploaded
/// before and not referred to is the server's to forget.
/// </summary>
internal sealed class DraftUploads(Staging staging, MediaApi media, UploadBoard board) : IUploads
{
    public async Task<Wire.OutgoingEntry> UploadAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        var draft = Staging.Read(row.Upload ?? []);
        var total = draft.Files.Sum(file => file.SizeBytes);
        var entry = row.Entry.Clone();
        var content = Wire.MessageContent.Parser.ParseFrom(entry.Content);
        var before = 0L;
        foreach (var file in draft.Files)
        {
            var progress = new FileProgress(before, total, transfer => board.Report(row.Conversation, row.Message, transfer));
            var stored = await media.UploadAsync(() => Open(file), file.Name, file.ContentType, progress, cancellationToken)
                .ConfigureAwait(false);
            if (!MediaId.TryParse(stored.MediaId, out var id))
                throw new ChatException(ErrorCode.InvalidResponse, "The answer holds an id of another form.");
            content.Attachments[file.Index].MediaId = id.ToByteString();
            content.Attachments[file.Index].ContentType = stored.ContentType;
            content.Attachments[file.Index].SizeBytes = (ulong)stored.SizeBytes;
            before += file.SizeBytes;
        }

        entry.Content = content.ToByteString();
        entry.MediaIds.Clear();
        entry.MediaIds.AddRange(content.Attachments.Select(attachment => attachment.MediaId).Distinct());
        Contents.CheckSize(entry);
        return entry;
    }

    private SealedFileStream Open(StagedFile file)
    {
        try
        {
            return staging.Open(file);
        }
        catch (IOException e)
        {
            throw new ChatException(ErrorCode.AttachmentUnreadable, $"'{file.Name}' is not on this device any more.", null, e);
        }
    }
}
