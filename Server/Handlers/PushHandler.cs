using FastChat.Protocol;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>The calling device's push subscription.</summary>
internal sealed class PushHandler(IPushSubscriptions subscriptions)
{
    public async Task<ServerFrame> HandleAsync(Caller caller, SetPush request) =>
        new() { PushState = await subscriptions.SetAsync(caller.Account, caller.Device, request) };

    public async Task<ServerFrame> HandleAsync(Caller caller, ClearPush _)
    {
        await subscriptions.ClearAsync(caller.Account, caller.Device);
        return new ServerFrame { Done = new Done() };
    }

    public Task<ServerFrame> HandleAsync(Caller caller, FetchPush _) =>
        Task.FromResult(new ServerFrame { PushState = subscriptions.Read(caller.Account, caller.Device) });
}
