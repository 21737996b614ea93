using FastChat.Protocol.Identifiers;
using FastChat.Storage.Keys;
using FastChat.Storage.Media;

namespace FastChat.Storage.Backup;

/// <summary>Compares what accounts hold with what is counted against their quotas, and opens every piece of each upload in parts.</summary>
internal sealed class HoldingsCheck(ChatDatabase database, VerifyFindings findings)
{
    private readonly byte[] _buffer = new byte[UploadFiles.PieceBytesMax];

    public void Run(CancellationToken cancellation)
    {
        findings.Try("media holdings", () => CheckUsages(cancellation));
        findings.Try("uploads", () => CheckUploads(cancellation));
    }

    private void CheckUsages(CancellationToken cancellation)
    {
        using var rows = database.Engine.Iterate(Table.MediaHoldings, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (rows.Key[RowKey.PrefixBytes] != MediaHoldingTable.UsagePart) continue;
            var account = new AccountId(RowKey.ReadOwner(rows.Key));
            findings.Try($"media of account {account}", () => CheckUsage(account));
        }
    }

    private void CheckUsage(AccountId account)
    {
        var held = 0L;
        foreach (var (media, holding) in database.MediaHoldings.ReadAll(account))
        {
            held += holding.SizeBytes;
            if (database.Media.Read(media)?.SizeBytes != holding.SizeBytes) throw new StorageCorruptException("What is held has no blob of its size.");
        }

        if (database.MediaHoldings.ReadUsage(account)?.UsedBytes != held) throw new StorageCorruptException("What is held and what is counted differ.");
    }

    private void CheckUploads(CancellationToken cancellation)
    {
        var files = new UploadFiles(database.Options.DataDirectory);
        foreach (var (account, upload) in database.Uploads.ReadIds())
        {
            cancellation.ThrowIfCancellationRequested();
            findings.Try($"upload {upload}", () => CheckUpload(files, account, upload));
        }
    }

    private void CheckUpload(UploadFiles files, AccountId account, MediaId upload)
    {
        // Without a file it begins anew, which is no damage.
        if (database.Uploads.Read(account, upload) is not { } record || !record.Stored.IsNone() || files.OpenRead(upload, record) is not { } content) return;
        using (content)
        {
            while (content.ReadAsync(_buffer).AsTask().GetAwaiter().GetResult() > 0)
            {
                // Reading is what checks.
            }
        }
    }
}
