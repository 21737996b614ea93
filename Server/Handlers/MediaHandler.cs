using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Handlers;

/// <summary>Makes media that somebody saw in a conversation their own, so that they can refer to them elsewhere.</summary>
internal sealed class MediaHandler(ChatDatabase database, ConversationReads reads, RecordWriter writer)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, AdoptMedia request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        reads.RequireReadable(caller.Account, conversation);
        if (request.MediaIds.Count > ProtocolLimits.MediaPerEntryMax)
        {
            throw new RefusalException(Code.LimitReached, $"At most {ProtocolLimits.MediaPerEntryMax} media in one request.");
        }

        var references = request.MediaIds.Select(bytes => Find(caller.Account, conversation, bytes.Span)).ToList();
        await writer.RunAsync(caller.Account.Shard(), caller.Account.Value, batch =>
        {
            var key = database.Keys.Find(caller.Account) ?? throw new RefusalException(Code.AccountNotFound, "The account is gone.");
            foreach (var (media, reference) in references)
            {
                database.Media.PutReference(batch, caller.Account, media, key, reference);
            }

            return true;
        });
        return new ServerFrame { Done = new Done() };
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
