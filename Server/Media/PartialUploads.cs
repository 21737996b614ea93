using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>
/// Uploads in parts: begun, gone on with, asked about, given up. What an answer says is there is on disk. Once all bytes are there the upload
/// becomes a blob; until then nobody can read it.
/// </summary>
internal sealed partial class PartialUploads(
    ChatDatabase database,
    UploadFiles files,
    MediaUploads media,
    UploadParts parts,
    MediaLedger ledger,
    RecordWriter writer,
    UploadTurns turns,
    TimeProvider time,
    Live<MediaOptions> options,
    ILogger<PartialUploads> log)
{
    /// <summary>Reserves room for an upload.</summary>
    /// <exception cref="RefusalException">MessageTooLarge, QuotaExceeded, LimitReached, AccountNotFound.</exception>
    public async Task<(MediaId Upload, UploadRecord Record)> CreateAsync(AccountId account, long lengthBytes, UploadMetadata metadata)
    {
        if (lengthBytes > options.Value.BytesMax) throw new RefusalException(Code.MessageTooLarge, $"An upload has at most {options.Value.BytesMax} bytes.");
        var upload = media.NewId(account);
        var record = new UploadRecord(lengthBytes, 0, 0, UploadFiles.NewKey(), metadata.Text, 0, ExpiresMs(), MediaId.None);
        files.Create(upload);
        try
        {
            await writer.RunAsync(account.Shard(), account.Value, batch =>
            {
                var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                if (database.Uploads.ReadAll(account).Count(row => row.Record.Stored.IsNone() && row.Record.ExpiresMs > now) >= options.Value.UploadsPerAccountMax)
                    throw new RefusalException(Code.LimitReached, $"An account has at most {options.Value.UploadsPerAccountMax} unfinished uploads.");
                MediaLedger.Require(ledger.Open(account), ledger.ReservedBytes(account), lengthBytes);
                database.Uploads.Put(batch, account, upload, key, record);
                return true;
            });
        }
        catch (RefusalException refusal) when (refusal.Code != Code.StorageReadOnly)
        {
            files.Delete(upload);
            throw;
        }

        return (upload, record);
    }

    /// <summary>Takes one part. A part that breaks off counts as far as it came, unless it has a checksum.</summary>
    /// <exception cref="RefusalException">NotFound, UploadOffsetWrong, ChecksumMismatch, MessageTooLarge, LimitReached; or what storing the
    /// whole refuses with.</exception>
    public async Task<UploadRecord> AppendAsync(AccountId account, MediaId upload, UploadPart part, CancellationToken cancellation)
    {
        using var turn = await turns.EnterAsync(upload, cancellation);
        var record = Require(account, upload);
        if (part.OffsetBytes != record.OffsetBytes) throw new RefusalException(Code.UploadOffsetWrong, $"The upload goes on at {record.OffsetBytes}.");
        if (part.LengthBytes > record.LengthBytes - record.OffsetBytes) throw new RefusalException(Code.MessageTooLarge, "More bytes than were announced.");
        if (!record.IsWhole)
        {
            if (record.Parts >= MediaLimits.PartsMax) throw new RefusalException(Code.LimitReached, $"An upload has at most {MediaLimits.PartsMax} parts.");
            record = await parts.TakeAsync(account, upload, record with { Parts = record.Parts + 1, ExpiresMs = ExpiresMs() }, part, turn.Wanted);
        }

        return await FinishAsync(account, upload, record, cancellation);
    }

    /// <summary>How far an upload is; one whose bytes are all there and that is no blob yet becomes one.</summary>
    /// <exception cref="RefusalException">NotFound; or what storing the whole refuses with.</exception>
    public async Task<UploadRecord> ReadAsync(AccountId account, MediaId upload, CancellationToken cancellation)
    {
        Require(account, upload);
        using var turn = await turns.EnterAsync(upload, cancellation);
        return await FinishAsync(account, upload, Require(account, upload), cancellation);
    }

    /// <summary>Gives an upload up. A blob that it has become stays.</summary>
    /// <exception cref="RefusalException">NotFound.</exception>
    public async Task TerminateAsync(AccountId account, MediaId upload, CancellationToken cancellation)
    {
        Require(account, upload);
        using var turn = await turns.EnterAsync(upload, cancellation);
        Require(account, upload);
        await ForgetAsync(account, upload);
    }

    /// <summary>What an upload became, and what its owner may be told about it.</summary>
    public StoredMedia? FindStored(AccountId account, UploadRecord record) =>
        database.Media.ReadReference(account, record.Stored) is { } reference ? new StoredMedia(record.Stored, reference) : null;

    /// <summary>Forgets uploads whose time is over; returns how many.</summary>
    public async Task<int> RemoveExpiredAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var expired = database.Uploads.ReadIds().Where(row => database.Uploads.Read(row.Account, row.Upload) is not { } record || record.ExpiresMs <= now).ToList();
        foreach (var (account, upload) in expired)
        {
            using var turn = await turns.EnterAsync(upload, cancellation);
            if (database.Uploads.Read(account, upload)?.ExpiresMs > now) continue;
            await ForgetAsync(account, upload);
        }

        return expired.Count;
    }

    /// <summary>Gives up all uploads of an account that is to be deleted.</summary>
    public async Task ForgetAllAsync(AccountId account, CancellationToken cancellation)
    {
        foreach (var (upload, _) in database.Uploads.ReadAll(account))
        {
            using var turn = await turns.EnterAsync(upload, cancellation);
            await ForgetAsync(account, upload);
        }
    }

    /// <summary>Removes files that no upload names: a crash came between the file and its row. Before any upload is taken.</summary>
    public int SweepFiles() => files.Sweep(database.Uploads.ReadIds().Select(row => row.Upload).ToHashSet());

    private long ExpiresMs() => (time.GetUtcNow() + options.Value.UploadExpiry).ToUnixTimeMilliseconds();

    private UploadRecord Require(AccountId account, MediaId upload) =>
        database.Uploads.Read(account, upload) is { } record && record.ExpiresMs > time.GetUtcNow().ToUnixTimeMilliseconds()
            ? record
            : throw new RefusalException(Code.NotFound, "There is no such upload, or it has expired.");

    private async Task<UploadRecord> FinishAsync(AccountId account, MediaId upload, UploadRecord record, CancellationToken cancellation)
    {
        if (!record.IsWhole || !record.Stored.IsNone()) return record;
        var metadata = UploadMetadata.Parse(record.Metadata)!;
        try
        {
            await using (var content = files.OpenRead(upload, record) ?? throw new RefusalException(Code.NotFound, "The upload's bytes are gone: begin anew."))
                await media.StoreAsync(account, new MediaSource(content, metadata.FileType, metadata.FileName, (upload, record)), cancellation);
        }
        catch (RefusalException refusal) when (IsFinal(refusal.Code))
        {
            LogRefused(refusal.Code);
            await ForgetAsync(account, upload);
            throw;
        }

        files.Delete(upload);
        return Require(account, upload);
    }

    // What no further attempt changes: the upload's room is free again.
    private static bool IsFinal(Code code) =>
        code is Code.MediaRejected or Code.MediaTypeNotAllowed or Code.QuotaExceeded or Code.MessageTooLarge or Code.NotFound;

    private async Task ForgetAsync(AccountId account, MediaId upload)
    {
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            database.Uploads.Delete(batch, account, upload);
            return true;
        });
        files.Delete(upload);
    }

    [LoggerMessage(Diagnostics.EventIds.Media + 3, LogLevel.Information, "An upload in parts was not stored: {Code}")]
    private partial void LogRefused(Code code);
}
