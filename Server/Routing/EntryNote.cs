using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>What has to be noted beside the log of an entry: whom it mentions, or the type of its payload.</summary>
/// <param name="Index">Which entry of its command.</param>
/// <param name="Mentioned">An account; none: everyone, unless there is a type.</param>
/// <param name="PayloadType">ASCII; null: a mention.</param>
internal readonly record struct EntryNote(int Index, AccountId Mentioned, byte[]? PayloadType = null);
