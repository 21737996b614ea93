using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>Whether accounts can become members of one more conversation.</summary>
internal static class AccountsExist
{
    /// <exception cref="RefusalException">AccountNotFound or LimitReached.</exception>
    public static void Check(ChatDatabase database, ConversationReads reads, IReadOnlyList<AccountId> accounts)
    {
        foreach (var account in accounts)
        {
            if (database.Accounts.Read(account) is null)
            {
                throw new RefusalException(Code.AccountNotFound, "No such account.");
            }

            const int countMax = ProtocolLimits.ConversationsPerAccountMax;
            if (reads.CountConversations(account, countMax) >= countMax)
            {
                throw new RefusalException(Code.LimitReached, $"An account is in at most {countMax} conversations.");
            }
        }
    }
}
