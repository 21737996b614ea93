using FastChat.Server.Delivery;

namespace FastChat.Tests.Server.Transport;

/// <summary>All know each other.</summary>
internal sealed class Everybody : IAcquaintances
{
    public Dictionary<AccountId, Sight> WhoSees(AccountId one, IReadOnlyList<AccountId> others) => others.ToDictionary(other => other, _ => Sight.All);
}
