using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Feed;

/// <summary>What one turn did to one shard.</summary>
public sealed record FeedShard(
    byte Shard,
    long CommitNumber,
    IReadOnlyList<ConversationId> Conversations,
    IReadOnlyList<AccountId> Accounts);
