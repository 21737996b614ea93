using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Delivery;

namespace FastChat.Server.Handlers;

/// <summary>Who may see whose presence: who shares a conversation, as far as each of the two lets the other.</summary>
internal sealed class Acquaintances(ConversationReads reads, Privacy privacy) : IAcquaintances
{
    public Dictionary<AccountId, Sight> WhoSees(AccountId one, IReadOnlyList<AccountId> others)
    {
        var seen = new Dictionary<AccountId, Sight>();
        foreach (var other in reads.WhoSharesConversation(one, others))
        {
            if (privacy.Between(one, other) is var sight and not Sight.None) seen[other] = sight;
        }

        return seen;
    }
}
