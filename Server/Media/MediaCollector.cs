using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Concurrency;
using FastChat.Server.Diagnostics;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>
/// Finds blobs that nothing refers to. A reference row is what holds a blob, so all of them are walked, for one page of blobs at a time:
/// memory is bounded, and nothing has to be counted when messages are sent or removed. What only its uploader holds, and no message, picture
/// or scheduled message for long enough, is let go of; what nobody holds in two passes, with time for sends under way between them, is
/// deleted. Thread-safe.
/// </summary>
internal sealed class MediaCollector(
    ChatDatabase database, MediaFiles files, MediaLedger ledger, RecordWriter writer, TimeProvider time, Live<MediaOptions> options)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    // Under _one: blobs without references, and since when.
    private readonly Dictionary<MediaId, DateTimeOffset> _orphans = [];

    /// <summary>One pass over everything; returns how many blobs it deleted.</summary>
    /// <exception cref="RefusalException">A shard takes no writes now; what is left is found again.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var deleted = await PassAsync(cancellation);
            Instruments.MediaCollected.Add(deleted);
            return deleted;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<int> PassAsync(CancellationToken cancellation)
    {
        var deleted = 0;
        var still = new HashSet<MediaId>();
        var after = MediaId.None;
        while (database.Media.ReadPage(after, MediaLimits.SweepPage) is { Count: > 0 } page)
        {
            var holds = page.ToDictionary(row => row.Media, row => new BlobHolds(row.Record));
            Walk(holds, cancellation);
            // After the references, so that what was scheduled meanwhile is known.
            var scheduled = ReadScheduled();
            foreach (var (media, hold) in holds)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!hold.IsReferred && hold.Accounts.Count > 0) await LetGoAsync(media, hold, scheduled);
                if (!hold.IsOrphan) continue;
                if (IsSurelyOrphan(media, still) && await DeleteAsync(media, hold.Record)) deleted++;
            }

            after = page[^1].Media;
        }

        foreach (var media in _orphans.Keys.Except(still).ToList()) _orphans.Remove(media);
        return deleted;
    }

    private void Walk(Dictionary<MediaId, BlobHolds> holds, CancellationToken cancellation)
    {
        var accounts = new Dictionary<AccountId, bool>();
        bool IsAccount(AccountId id)
        {
            if (accounts.TryGetValue(id, out var known)) return known;
            if (accounts.Count == MediaLimits.SweepPage) accounts.Clear();
            return accounts[id] = database.Accounts.Read(id) is not null;
        }

        foreach (var (owner, media) in database.Media.ReadAllReferences())
        {
            cancellation.ThrowIfCancellationRequested();
            if (holds.TryGetValue(media, out var hold)) hold.Add(owner, IsAccount);
        }
    }

    private HashSet<MediaId> ReadScheduled()
    {
        var found = new HashSet<MediaId>();
        foreach (var timer in database.Annotations.Timers.ReadAll(TimerKind.Send))
        {
            if (database.Annotations.Scheduled.Read(timer.Conversation, timer.Account, timer.Number) is not { } scheduled
                || !EntryFields.TryRead(scheduled.Entry, out var fields)) continue;
            foreach (var id in fields.MediaIds)
            {
                if (MediaId.TryRead(id, out var media)) found.Add(media);
            }
        }

        return found;
    }

    private async Task LetGoAsync(MediaId media, BlobHolds hold, HashSet<MediaId> scheduled)
    {
        var before = (time.GetUtcNow() - options.Value.UnreferredMax).ToUnixTimeMilliseconds();
        if (scheduled.Contains(media)) return;
        foreach (var account in hold.Accounts.Where(account => !IsNeeded(account, media, hold.Record, before)))
        {
            await writer.RunAsync(account.Shard(), account.Value, batch =>
            {
                // Meanwhile it may have become the account's picture, or have been uploaded again.
                if (!IsNeeded(account, media, hold.Record, before)) ledger.Release(batch, account, [media]);
                return true;
            });
        }
    }

    private bool IsNeeded(AccountId account, MediaId media, MediaRecord record, long beforeMs) =>
        Math.Max(record.CreatedMs, database.MediaHoldings.Read(account, media)?.RenewedMs ?? 0) > beforeMs
        || database.Accounts.Read(account)?.Avatar == media;

    private bool IsSurelyOrphan(MediaId media, HashSet<MediaId> still)
    {
        var now = time.GetUtcNow();
        if (!_orphans.TryGetValue(media, out var since))
        {
            if (_orphans.Count == MediaLimits.OrphansMax) return false;
            _orphans[media] = since = now;
        }

        still.Add(media);
        return now - since >= MediaLimits.OrphanGrace;
    }

    private async Task<bool> DeleteAsync(MediaId media, MediaRecord record)
    {
        var owner = record.Owner;
        var deleted = await writer.RunAsync(media.Shard(), owner.Value, batch =>
        {
            if (database.Media.ReadReference(owner, media) is not null) return false;
            ledger.Forget(batch, owner, [media]);
            database.Media.Delete(batch, media);
            return true;
        });
        // The record first: a file without one is found at the next start, a record without its file never.
        if (deleted) files.Delete(media);
        return deleted;
    }
}
