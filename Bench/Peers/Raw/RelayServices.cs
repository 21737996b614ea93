using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Bench.Peers.Raw;

/// <summary>How the raw relay is put together.</summary>
internal static class RelayServices
{
    public static void Add(IServiceCollection services) => services.AddSingleton<RelayRooms>();

    public static void Use(ListenOptions listen) => listen.UseConnectionHandler<RelayHandler>();
}
