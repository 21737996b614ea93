using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Who may read a blob: decided by reference rows alone.</summary>
internal sealed class MediaReader(ChatDatabase database, MediaFiles files)
{
    /// <summary>
    /// The reference that lets the caller read: of the named conversation as far as the caller may see it, of an own upload, or of the
    /// picture that its owner shows in the profile. Null: there is none, or no such blob.
    /// </summary>
    public MediaReferenceRecord? Find(AccountId caller, MediaId media, ConversationId? conversation)
    {
        if (conversation is { } named && database.FindShared(caller, named, media) is { } shared) return shared;
        if (database.Media.ReadReference(caller, media) is { } own) return own;
        return database.Media.Read(media) is { } record && database.Accounts.Read(record.Owner)?.Avatar == media
            ? database.Media.ReadReference(record.Owner, media)
            : null;
    }

    /// <summary>When a blob was stored; null: there is none.</summary>
    public DateTimeOffset? StoredAt(MediaId media) =>
        database.Media.Read(media) is { } record ? DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedMs) : null;

    /// <summary>The content; null if its file is gone.</summary>
    public Stream? Open(MediaId media, MediaReferenceRecord reference) => files.OpenRead(media, reference.Key, reference.SizeBytes);
}
