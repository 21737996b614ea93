using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>
/// Makes blobs: content is streamed to an encrypted file, judged by the scanners, named, and becomes readable with one commit of its record
/// and its owner's reference. The random id is drawn until it falls into the owner's shard (256 tries on average), so that both rows are
/// one commit. Content that the account holds already stays the blob that it is.
/// </summary>
internal sealed class MediaUploads(
    ChatDatabase database, MediaFiles files, MediaLedger ledger, MediaScan scan, RecordWriter writer, IIdSource ids, TimeProvider time,
    Live<MediaOptions> options)
{
    private readonly Places _places = new();

    /// <summary>One upload, in bytes.</summary>
    public long BytesMax => options.Value.BytesMax;

    /// <exception cref="RefusalException">Busy, MessageTooLarge, QuotaExceeded, MediaTypeNotAllowed, MediaRejected, AccountNotFound, or
    /// what the shard refuses with; nothing is left of it.</exception>
    public async Task<StoredMedia> StoreAsync(AccountId account, MediaSource source, CancellationToken cancellation)
    {
        if (!_places.TryTake(options.Value.UploadsMax))
            throw new RefusalException(Code.Busy, "Too many uploads at once.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
        try
        {
            var media = source.Upload?.Id ?? NewId(account);
            var (blob, type) = await StageAsync(account, media, source, cancellation);
            var stored = await CommitAsync(account, media, blob, type, source);
            if (stored.Media != media) files.Delete(media);
            return stored;
        }
        finally
        {
            _places.Free();
        }
    }

    /// <summary>A fresh id in the account's shard.</summary>
    public MediaId NewId(AccountId account)
    {
        var shard = account.Shard();
        MediaId media;
        do
        {
            media = ids.NewRandomId<MediaId>();
        }
        while (media.Shard() != shard);
        return media;
    }

    private async Task<(StoredBlob Blob, string Type)> StageAsync(AccountId account, MediaId media, MediaSource source, CancellationToken cancellation)
    {
        // An upload in parts has its room reserved.
        var room = source.Upload is null ? Room(account) : options.Value.BytesMax;
        var head = new byte[MediaLimits.SniffBytes];
        var length = await source.Content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        var type = MediaType.Sniff(head.AsSpan(0, length), source.DeclaredType);
        if (!options.Value.Allows(type)) throw new RefusalException(Code.MediaTypeNotAllowed, $"Media of the type {type} are not taken here.");
        var content = new HeadStream(head.AsMemory(0, length), source.Content);
        var blob = await files.StageAsync(media, content, Math.Min(options.Value.BytesMax, room), cancellation)
            ?? throw (room < options.Value.BytesMax
                ? new RefusalException(Code.QuotaExceeded, "The account's room for media is used up.")
                : new RefusalException(Code.MessageTooLarge, $"An upload has at most {options.Value.BytesMax} bytes."));
        Instruments.MediaBytesReceived.Add(blob.SizeBytes);
        try
        {
            var staged = new StagedMedia(account, media, type, FileName.Clean(source.FileName), blob.SizeBytes, blob.Hash);
            await scan.RequireAcceptedAsync(staged, () => files.OpenStaged(media, blob), cancellation);
            files.Publish(media);
            return (blob, type);
        }
        catch
        {
            files.Discard(media);
            throw;
        }
    }

    private long Room(AccountId account)
    {
        var balance = ledger.Open(account);
        return Math.Max(0, balance.QuotaBytes - balance.UsedBytes - ledger.ReservedBytes(account));
    }

    private async Task<StoredMedia> CommitAsync(AccountId account, MediaId media, StoredBlob blob, string type, MediaSource source)
    {
        var content = database.MediaHoldings.KeyOf(account, blob.Hash);
        var reference = new MediaReferenceRecord(blob.Key, blob.SizeBytes, type, FileName.Clean(source.FileName));
        try
        {
            return await writer.RunAsync(account.Shard(), account.Value, batch => Write(batch, account, media, content, reference, source.Upload?.Record));
        }
        catch (RefusalException refusal) when (refusal.Code != Code.StorageReadOnly)
        {
            // Nothing was written. After a failed commit the rows may be there at the next start, so the file stays: a file
            // without a record is harmless, and the sweep at start removes it.
            files.Delete(media);
            throw;
        }
    }

    // On the account's loop.
    private StoredMedia Write(
        CommitBatch batch, AccountId account, MediaId media, ContentKey content, MediaReferenceRecord reference, UploadRecord? upload)
    {
        var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
        var balance = ledger.Open(account);
        var now = time.GetUtcNow();
        var stored = new StoredMedia(media, reference);
        if (database.MediaHoldings.Find(account, content) is { } known && database.Media.ReadReference(account, known) is { } held)
        {
            // The same bytes; name and type as they are said now.
            stored = new StoredMedia(known, held with { ContentType = reference.ContentType, FileName = reference.FileName });
        }
        else
        {
            MediaLedger.Require(balance, ledger.ReservedBytes(account, upload is null ? default : media), reference.SizeBytes);
            database.Media.Put(batch, media, new MediaRecord(
                account, reference.SizeBytes, reference.ContentType, reference.FileName, now.ToUnixTimeMilliseconds(), MediaFiles.ChunkBytes));
            database.MediaHoldings.PutContent(batch, account, content, key, media);
        }

        database.Media.PutReference(batch, account, stored.Media, key, stored.Reference);
        ledger.Add(batch, account, key, balance, [(stored.Media, new MediaHoldingRecord(reference.SizeBytes, content, now.ToUnixTimeMilliseconds()))]);
        if (upload is not null)
        {
            var until = (now + MediaLimits.StoredUploadExpiry).ToUnixTimeMilliseconds();
            database.Uploads.Put(batch, account, media, key, upload with { Stored = stored.Media, ExpiresMs = until });
        }

        return stored;
    }
}
