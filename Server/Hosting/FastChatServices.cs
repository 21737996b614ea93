
namespace FastChat.Server.Hosting;

/// <summary>Runs a FastChat server inside another host.</summary>
public static class FastChatServices
{
    /// <summary>
    /// Adds a server that starts and stops with the host and logs through it; resolve <see cref="HostedFastChat"/> to learn
    /// its addresses. It listens on ports of its own and shares nothing else with the host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes the options: `options => options with { HttpPort = 9000 }`.</param>
    /// <param name="hooks">What the host does itself; made from its services. Null: nothing.</param>
    public static IServiceCollection AddFastChat(
        this IServiceCollection services,
        Func<ServerOptions, ServerOptions>? configure = null,
        Func<IServiceProvider, FastChatHooks>? hooks = null)
    {
        var options = configure?.Invoke(new ServerOptions()) ?? new ServerOptions();
        services.AddSingleton(provider => new HostedFastChat(
            options, hooks?.Invoke(provider), provider.GetService<ILoggerFactory>(), provider.GetService<TimeProvider>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<HostedFastChat>());
        return services;
    }
}
