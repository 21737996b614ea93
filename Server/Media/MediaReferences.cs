using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>
/// Referring needs the right to read: one's own upload, or what the conversation refers to already (a reply with the same
/// picture). What was seen in another conversation is uploaded again.
/// </summary>
internal sealed class MediaReferences(ChatDatabase database) : IMediaReferences
{
    public bool TryResolve(AccountId caller, IReadOnlyList<MediaId> media, ConversationId conversation, out MediaReferenceRecord[] references)
    {
        references = new MediaReferenceRecord[media.Count];
        for (var i = 0; i < media.Count; i++)
        {
            var found = database.FindShared(caller, conversation, media[i]) ?? database.Media.ReadReference(caller, media[i]);
            if (found is null) return false;
            references[i] = found;
        }

        return true;
    }
}
