using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;

namespace FastChat.Server.Handlers;

/// <summary>Answers WatchPresence: only of accounts that share a conversation with the caller; the others read as offline.</summary>
internal sealed class PresenceHandler(PresenceBoard presence, ConversationReads reads)
{
    public Task<ServerFrame> HandleAsync(Caller caller, WatchPresence request)
    {
        var accounts = RequestFields.Accounts(request.Accounts, ProtocolLimits.PresenceAccountsMax);
        var shared = reads.WhoSharesConversation(caller.Account, accounts);
        var snapshot = presence.Watch(caller.Link, [.. accounts.Where(shared.Contains)]);
        foreach (var account in accounts.Where(account => !shared.Contains(account)))
        {
            snapshot.Accounts.Add(new Presence { Account = account.ToByteString() });
        }

        return Task.FromResult(new ServerFrame { PresenceSnapshot = snapshot });
    }
}
