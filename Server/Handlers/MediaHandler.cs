using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Handlers;

/// <summary>Makes media that somebody saw in a conversation their own, so that they can refer to them elsewhere.</summary>
internal sealed class MediaHandler(ChatDatabase database, ConversationReads reads, MediaLedger ledger, RecordWriter writer, TimeProvider time)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, AdoptMedia request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        reads.RequireReadable(caller.Account, conversation);
        if (request.MediaIds.Count > ProtocolLimits.MediaPerEntryMax)
        {
            throw new RefusalException(Code.LimitReached, $"At most {ProtocolLimits.MediaPerEntryMax} media in one request.");
        }

        var references = request.MediaIds.Select(bytes => Find(caller.Account, conversation, bytes.Span)).DistinctBy(found => found.Media).ToList();
        await writer.RunAsync(caller.Account.Shard(), caller.Account.Value, batch =>
        {
            var key = database.Keys.Find(caller.Account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
            var balance = ledger.Open(caller.Account);
            var added = references.Where(found => !ledger.Counts(caller.Account, balance, found.Media)).Sum(found => found.Reference.SizeBytes);
            MediaLedger.Require(balance, ledger.ReservedBytes(caller.Account), added);
            foreach (var (media, reference) in references)
            {
                database.Media.PutReference(batch, caller.Account, media, key, reference);
            }

            ledger.Add(batch, caller.Account, key, balance, [.. references.Select(found => (found.Media, Renewed(caller.Account, found.Media, found.Reference)))]);
            return true;
        });
        return new ServerFrame { Done = new Done() };
    }

    private MediaHoldingRecord Renewed(AccountId account, MediaId media, MediaReferenceRecord reference)
    {
        var held = database.MediaHoldings.Read(account, media) ?? new MediaHoldingRecord(reference.SizeBytes, default, 0);
        return held with { RenewedMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    private (MediaId Media, MediaReferenceRecord Reference) Find(
        AccountId account, ConversationId conversation, ReadOnlySpan<byte> id)
    {
        if (!MediaId.TryRead(id, out var media))
        {
            throw RequestFields.Malformed("A media id has 16 bytes.");
        }

        return database.FindShared(account, conversation, media) is { } shared ? (media, shared)
            : database.Media.ReadReference(account, media) is { } own ? (media, own)
            : throw new RefusalException(Code.MediaNotFound, "A media id names nothing that you may read.");
    }
}
