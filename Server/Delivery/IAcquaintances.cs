using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>
/// Who may see whose presence: accounts that are members of a common conversation, as far as each lets the other. Thread-safe; reads
/// storage.
/// </summary>
internal interface IAcquaintances
{
    /// <summary>What this account and each of the others see of each other; who is not named sees nothing.</summary>
    Dictionary<AccountId, Sight> WhoSees(AccountId one, IReadOnlyList<AccountId> others);
}
