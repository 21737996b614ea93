using System.Buffers;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Takes the bytes of one part: appended piece by piece, synced, and then counted in the upload's row.</summary>
internal sealed class UploadParts(ChatDatabase database, UploadFiles files, RecordWriter writer, Live<MediaOptions> options)
{
    private readonly Places _places = new();

    /// <summary>
    /// Takes a part that begins where the upload ends. <paramref name="wanted"/> ends it early, as a broken connection does: what came counts.
    /// Of a part with a checksum all counts, or nothing. That the client is gone shows when its bytes end, so what it had sent is still read.
    /// </summary>
    /// <returns>The upload's row as it is on disk.</returns>
    /// <exception cref="RefusalException">Busy, NotFound, ChecksumMismatch, MessageTooLarge.</exception>
    public async Task<UploadRecord> TakeAsync(
        AccountId account, MediaId upload, UploadRecord record, UploadPart part, CancellationToken wanted)
    {
        if (!_places.TryTake(options.Value.UploadsMax))
            throw new RefusalException(Code.Busy, "Too many uploads at once.", TimeSpan.FromSeconds(MediaLimits.UploadRetryAfterSeconds));
        var buffer = ArrayPool<byte>.Shared.Rent(UploadFiles.PieceBytesMax);
        try
        {
            using var file = files.OpenWrite(upload, record) ?? throw new RefusalException(Code.NotFound, "The upload's bytes are gone: begin anew.");
            using var hash = part.Checksum is { } checksum ? IncrementalHash.CreateHash(checksum.Algorithm) : null;
            var counted = record;
            while (true)
            {
                var (length, end) = await FillAsync(part.Content, buffer, Math.Min(UploadFiles.PieceBytesMax, record.LengthBytes - file.OffsetBytes), wanted);
                if (length > 0) await file.AppendAsync(buffer.AsMemory(0, length), CancellationToken.None);
                hash?.AppendData(buffer, 0, length);
                if (end is not null && hash is not null) throw Broken(end);
                var isLast = end is not null || length < UploadFiles.PieceBytesMax;
                if (isLast && part.Checksum is { } expected && !CryptographicOperations.FixedTimeEquals(hash!.GetHashAndReset(), expected.Hash))
                    throw new RefusalException(Code.ChecksumMismatch, "The part does not have the hash that was announced; nothing of it was kept.");
                if (isLast || (hash is null && file.OffsetBytes - counted.OffsetBytes >= MediaLimits.CheckpointBytes))
                    counted = await CountAsync(account, upload, record, counted, file);
                if (end is not null) throw Broken(end);
                if (isLast) return await RequireEndAsync(part.Content, counted, wanted);
            }
        }
        catch (OperationCanceledException) when (wanted.IsCancellationRequested)
        {
            throw new RefusalException(Code.Busy, "Another request goes on with this upload.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            _places.Free();
        }
    }

    // Reads until the room is full or the part is over; what broke is given back beside what came before it.
    private static async Task<(int Length, Exception? End)> FillAsync(Stream content, byte[] buffer, long room, CancellationToken ending)
    {
        var length = 0;
        try
        {
            while (length < room)
            {
                var read = await content.ReadAsync(buffer.AsMemory(length, (int)room - length), ending);
                if (read == 0) break;
                length += read;
            }

            return (length, null);
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            return (length, end);
        }
    }

    // A line that broke is no failure of the server; there is hardly anybody to be told.
    private static Exception Broken(Exception end) =>
        end is OperationCanceledException ? end : new RefusalException(Code.Malformed, "The part broke off.");

    private static async Task<UploadRecord> RequireEndAsync(Stream content, UploadRecord counted, CancellationToken ending)
    {
        if (counted.IsWhole && await content.ReadAsync(new byte[1], ending) > 0)
            throw new RefusalException(Code.MessageTooLarge, "More bytes than were announced.");
        return counted;
    }

    private async Task<UploadRecord> CountAsync(AccountId account, MediaId upload, UploadRecord record, UploadRecord counted, UploadWriter file)
    {
        var now = record with { OffsetBytes = file.OffsetBytes, FileBytes = file.FileBytes };
        if (now.OffsetBytes == counted.OffsetBytes) return now;
        file.Sync();
        Instruments.MediaBytesReceived.Add(now.OffsetBytes - counted.OffsetBytes);
        await writer.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = database.Keys.Find(account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
            database.Uploads.Put(batch, account, upload, key, now);
            return true;
        });
        return now;
    }
}
