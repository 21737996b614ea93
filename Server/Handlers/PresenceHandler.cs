using FastChat.Protocol;
using FastChat.Server.Delivery;

namespace FastChat.Server.Handlers;

/// <summary>Answers WatchPresence: only of accounts that share a conversation with the caller; the others read as offline.</summary>
internal sealed class PresenceHandler(PresenceBoard presence)
{
    public Task<ServerFrame> HandleAsync(Caller caller, WatchPresence request)
    {
        var accounts = RequestFields.Accounts(request.Accounts, ProtocolLimits.PresenceAccountsMax);
        return Task.FromResult(new ServerFrame { PresenceSnapshot = presence.Watch(caller.Link, accounts) });
    }
}
