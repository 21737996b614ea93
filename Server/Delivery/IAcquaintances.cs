using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>Who may see whose presence: accounts that are members of a common conversation. Thread-safe; reads storage.</summary>
internal interface IAcquaintances
{
    /// <summary>Those of the others that share a conversation with this account.</summary>
    HashSet<AccountId> WhoSharesConversation(AccountId one, IReadOnlyList<AccountId> others);
}
