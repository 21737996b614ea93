using FastChat.Server.Concurrency;
using FastChat.Server.Delivery;
using FastChat.Server.Sessions;
using FastChat.Server.Transport.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FastChat.Server.Transport;

/// <summary>What the folders Transport, Sessions and Delivery need from a container.</summary>
internal static class TransportServices
{
    /// <summary>
    /// Needs besides: a <see cref="TimeProvider"/>, IAccessTokens, IRequestPipeline, <see cref="IPresenceStore"/> and
    /// <see cref="IAcquaintances"/>; for <see cref="WebSocketDoor"/> an <see cref="IWebSocketGate"/>.
    /// </summary>
    internal static IServiceCollection AddTransport(
        this IServiceCollection services, Live<TransportOptions> transport, Live<SessionSettings> sessions)
    {
        services.AddSingleton(transport).AddSingleton(sessions);
        services.TryAddSingleton<DeviceDirectory>();
        services.TryAddSingleton<PresenceBoard>();
        services.TryAddSingleton<CoarseClock>();
        services.TryAddSingleton<SessionServices>();
        services.TryAddSingleton<ConnectionLimits>();
        services.TryAddSingleton<ConnectionSweep>();
        services.TryAddSingleton<TcpConnectionHandler>();
        services.TryAddSingleton<WebSocketConnections>();
        services.TryAddSingleton<WebSocketDoor>();
        // Behind Kestrel's own, so that it is asked first.
        if (EpollTransport.IsSupported)
            services.AddSingleton<IConnectionListenerFactory, EpollTransport>();
        services.AddHostedService<ConnectionShutdown>();
        return services;
    }
}
