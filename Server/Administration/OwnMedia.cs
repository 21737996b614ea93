using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Administration;

/// <summary>
/// Deletes what an account uploaded: uploads that are not whole, its own hold on all blobs, and those that no conversation refers to. What a message that stays
/// refers to, stays with it.
/// </summary>
internal sealed class OwnMedia(ChatDatabase database, MediaFiles files, PartialUploads uploads, RecordWriter writer)
{
    /// <summary>Blobs looked for in one pass over all references, 16 bytes each in memory.</summary>
    private const int BlobsAtOnce = 10_000;

    public async Task DeleteAsync(AccountId account, CancellationToken cancellation)
    {
        await uploads.ForgetAllAsync(account, cancellation);
        // By the records: of what was removed before, the account's own references are gone already.
        for (var after = MediaId.None; database.Media.ReadOwned(account, after, BlobsAtOnce) is { Count: > 0 } page; after = page[^1])
        {
            cancellation.ThrowIfCancellationRequested();
            HashSet<MediaId> unused = [.. page];
            database.Media.RemoveReferenced(unused, account);
            await writer.RunAsync(account.Shard(), account.Value, batch =>
            {
                foreach (var media in page) database.Media.DeleteReference(batch, account, media);
                foreach (var media in unused) database.Media.Delete(batch, media);
                return true;
            }, CancellationToken.None);
            // After the commit: a file without a record is harmless, and the next start removes it.
            foreach (var media in unused) files.Delete(media);
        }
    }
}
