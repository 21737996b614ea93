using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Media;

/// <summary>
/// Counts what accounts hold: the blobs that they uploaded, for as long as these exist, and those that they adopted, each once. What takes a
/// batch runs on the loop of the account's shard, at most once for an account in a turn; the rest may be called by anybody.
/// </summary>
internal sealed class MediaLedger(ChatDatabase database, TimeProvider time, Live<MediaOptions> options)
{
    public MediaBalance Open(AccountId account)
    {
        // What an administrator said of this account, or else the server's option.
        var quota = database.Administration.States.Read(account).MediaBytesMax is > 0 and var own ? own : options.Value.BytesPerAccountMax;
        if (database.MediaHoldings.ReadUsage(account) is { } usage) return new MediaBalance(usage.UsedBytes, quota, []);

        // From before blobs were counted, or nothing there yet.
        var references = database.Media.ReadReferences(account);
        return new MediaBalance(references.Sum(row => row.Reference.SizeBytes), quota, references);
    }

    /// <summary>What the account and its administrators are told.</summary>
    public MediaUsage Read(AccountId account)
    {
        var balance = Open(account);
        return new MediaUsage(balance.UsedBytes, ReservedBytes(account), balance.QuotaBytes);
    }

    /// <summary>What the account's uploads in parts will need, one of them left out.</summary>
    public long ReservedBytes(AccountId account, MediaId except = default) => database.Uploads.ReadAll(account)
        .Where(row => row.Upload != except && row.Record.Stored.IsNone() && row.Record.ExpiresMs > NowMs)
        .Sum(row => row.Record.LengthBytes);

    /// <summary>Refuses what the account has no room for.</summary>
    public static void Require(MediaBalance balance, long reservedBytes, long bytes)
    {
        if (bytes > 0 && balance.UsedBytes + reservedBytes + bytes > balance.QuotaBytes)
            throw new RefusalException(Code.QuotaExceeded, $"The account may hold {balance.QuotaBytes} bytes of media, and {balance.UsedBytes + reservedBytes} are in use.");
    }

    /// <summary>Whether the blob counts already.</summary>
    public bool Counts(AccountId account, MediaBalance balance, MediaId media) =>
        balance.Unlisted.Any(row => row.Media == media) || database.MediaHoldings.Read(account, media) is not null;

    /// <summary>Lists blobs; those that did not count before do from now on.</summary>
    public void Add(
        CommitBatch batch, AccountId account, DataKey key, MediaBalance balance, IReadOnlyList<(MediaId Media, MediaHoldingRecord Holding)> holdings)
    {
        var used = balance.UsedBytes + holdings.Where(row => !Counts(account, balance, row.Media)).Sum(row => row.Holding.SizeBytes);
        foreach (var (media, reference) in balance.Unlisted)
            database.MediaHoldings.Put(batch, account, media, key, new MediaHoldingRecord(reference.SizeBytes, default, 0));
        foreach (var (media, holding) in holdings) database.MediaHoldings.Put(batch, account, media, key, holding);
        database.MediaHoldings.PutUsage(batch, account, key, new MediaUsageRecord(used));
    }

    /// <summary>Ends the account's own holds on blobs. Their room is free at once if somebody else uploaded them, else once they are gone.</summary>
    public void Release(CommitBatch batch, AccountId account, IReadOnlyCollection<MediaId> media)
    {
        foreach (var id in media) database.Media.DeleteReference(batch, account, id);
        Forget(batch, account, [.. media.Where(id => database.Media.Read(id)?.Owner != account)]);
    }

    /// <summary>Blobs count no more.</summary>
    public void Forget(CommitBatch batch, AccountId account, IReadOnlyCollection<MediaId> media)
    {
        if (database.Keys.Find(account) is not { } key) return;
        var freed = 0L;
        foreach (var id in media.Distinct())
        {
            if (database.MediaHoldings.Read(account, id) is not { } holding) continue;
            freed += holding.SizeBytes;
            database.MediaHoldings.Delete(batch, account, id);
            if (!holding.Content.IsNone() && database.MediaHoldings.Find(account, holding.Content) == id)
                database.MediaHoldings.DeleteContent(batch, account, holding.Content);
        }

        if (freed == 0) return;
        database.MediaHoldings.PutUsage(batch, account, key, new MediaUsageRecord(Math.Max(0, Open(account).UsedBytes - freed)));
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();
}
