using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;

namespace FastChat.Server.Media;

/// <summary>Decides what media an account may refer to, for the send path. Thread-safe; reads rows, writes none.</summary>
internal interface IMediaReferences
{
    /// <summary>
    /// The reference rows to write when <paramref name="caller"/> refers to <paramref name="media"/> in the conversation:
    /// one each, in their order. False: one of them does not exist, or the caller may not read it (the two are not told
    /// apart).
    /// </summary>
    bool TryResolve(
        AccountId caller,
        IReadOnlyList<MediaId> media,
        ConversationId conversation,
        out MediaReferenceRecord[] references);
}
