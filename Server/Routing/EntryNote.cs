using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>What has to be noted beside the log of an entry: whom it mentions, the type of its payload, or its end.</summary>
/// <param name="Index">Which entry of its command.</param>
/// <param name="Mentioned">An account; none: everyone, unless there is a type.</param>
/// <param name="PayloadType">ASCII; null: a mention.</param>
/// <param name="ExpiresAfterSeconds">Not 0: when its content is to be removed.</param>
internal readonly record struct EntryNote(
    int Index, AccountId Mentioned, byte[]? PayloadType = null, uint ExpiresAfterSeconds = 0);
