using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>
/// Whether accounts can become members of one more conversation. What is left and deleted counts until it is forgotten:
/// each row makes a sync longer.
/// </summary>
internal static class AccountsExist
{
    /// <exception cref="RefusalException">AccountNotFound, LimitReached, or Busy while a list is being trimmed.</exception>
    public static void Check(ChatDatabase database, ListTrimmer trimmer, IReadOnlyList<AccountId> accounts)
    {
        var left = RoutingLimits.ListRowsCountedMax;
        foreach (var account in accounts)
        {
            if (database.Accounts.Read(account) is null)
            {
                throw new RefusalException(Code.AccountNotFound, "No such account.");
            }

            const int rowsMax = ProtocolLimits.ConversationsPerAccountMax;
            var rows = database.Lists.Count(account, Math.Min(rowsMax, left));
            left -= rows;
            if (rows == rowsMax)
            {
                throw trimmer.Trim(account)
                    ? new RefusalException(Code.Busy, "An account's list is being shortened.", RoutingLimits.BusyRetryAfter)
                    : new RefusalException(Code.LimitReached, $"An account is in at most {rowsMax} conversations.");
            }

            if (left == 0)
            {
                throw new RefusalException(Code.LimitReached, "These accounts are in very many conversations; add fewer at once.");
            }
        }
    }
}
