using FastChat.Server.Delivery;

namespace FastChat.Tests.Server.Transport;

/// <summary>All know each other.</summary>
internal sealed class Everybody : IAcquaintances
{
    public HashSet<AccountId> WhoSharesConversation(AccountId one, IReadOnlyList<AccountId> others) => [.. others];
}
