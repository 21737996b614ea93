using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>
/// Takes uploads: streamed to an encrypted file, then one commit with the blob's record and its owner's reference. The
/// random id is drawn until it falls into the owner's shard (256 tries on average), so that both rows are one commit.
/// </summary>
internal sealed class MediaUploads(
    ChatDatabase database, MediaFiles files, RecordWriter writer, IIdSource ids, TimeProvider time, MediaOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.UploadsMax, options.UploadsMax);

    /// <summary>One upload, in bytes.</summary>
    public long BytesMax => options.BytesMax;

    public async Task<(MediaId Media, MediaReferenceRecord Reference)> StoreAsync(
        AccountId account, Stream content, string? declaredType, string? fileName, CancellationToken cancellation)
    {
        if (!await _places.WaitAsync(0, cancellation))
            throw new RefusalException(Code.Busy, "Too many uploads at once.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
        try
        {
            var room = BytesPerAccountMax(account) - database.Media.ReferencedBytes(account);
            var head = new byte[MediaLimits.SniffBytes];
            var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
            var type = MediaType.Sniff(head.AsSpan(0, length), declaredType);
            var media = NewId(account.Shard());
            var source = new HeadStream(head.AsMemory(0, length), content);
            var blob = await files.WriteAsync(media, source, Math.Min(options.BytesMax, Math.Max(0, room)), cancellation)
                ?? throw (room < options.BytesMax
                    ? new RefusalException(Code.LimitReached, "The account's room for media is used up.")
                    : new RefusalException(Code.MessageTooLarge, $"An upload has at most {options.BytesMax} bytes."));
            Instruments.MediaBytesReceived.Add(blob.SizeBytes);
            var reference = new MediaReferenceRecord(blob.Key, blob.SizeBytes, type, FileName.Clean(fileName));
            await CommitAsync(account, media, reference);
            return (media, reference);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>What an administrator said of this account, or else the server's option.</summary>
    private long BytesPerAccountMax(AccountId account) =>
        database.Administration.States.Read(account).MediaBytesMax is > 0 and var own ? own : options.BytesPerAccountMax;

    private async Task CommitAsync(AccountId account, MediaId media, MediaReferenceRecord reference)
    {
        try
        {
            await writer.RunAsync(account.Shard(), account.Value, batch =>
            {
                var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
                database.Media.Put(batch, media, new MediaRecord(
                    account, reference.SizeBytes, reference.ContentType, reference.FileName, time.GetUtcNow().ToUnixTimeMilliseconds(), MediaFiles.ChunkBytes));
                database.Media.PutReference(batch, account, media, key, reference);
                return true;
            });
        }
        catch (RefusalException refusal) when (refusal.Code != Code.StorageReadOnly)
        {
            // Nothing was written. After a failed commit the rows may be there at the next start, so the file stays: a file
            // without a record is harmless, and the sweep at start removes it.
            files.Delete(media);
            throw;
        }
    }

    private MediaId NewId(byte shard)
    {
        MediaId media;
        do
        {
            media = ids.NewRandomId<MediaId>();
        }
        while (media.Shard() != shard);
        return media;
    }
}
