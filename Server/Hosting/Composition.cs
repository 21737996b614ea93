using FastChat.Protocol.Identifiers;
using FastChat.Server.Http;
using FastChat.Server.Routing;
using FastChat.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Server.Hosting;

/// <summary>How everything fits together; the only place that knows.</summary>
internal static class Composition
{
    /// <summary>An application that is ready to start. Reads no configuration: options are given.</summary>
    public static WebApplication Build(
        ServerOptions options, Listeners listeners, Action<IServiceCollection>? configure, ILoggerFactory? logs, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "FastChat" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => KestrelSetup.Apply(kestrel, options, listeners));
        var services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton(logs ?? NullLoggerFactory.Instance));
        services.AddSingleton(options).AddSingleton<IListeningPorts>(listeners).AddSingleton(time);
        services.AddSingleton<IIdSource>(new IdSource(time));
        services.AddStorage(options);
        services.AddAccounts(options);
        services.AddMedia(options);
        services.AddMessagePath(options);
        services.AddConnections(options);
        services.AddHttpApi(new HttpOptions(options.AllowedOrigins, options.MetricsRemote, options.Seeding.Enabled));
        configure?.Invoke(services);

        var application = builder.Build();
        // Opened here and not at the first request: a database that cannot be opened ends the start.
        application.Services.GetRequiredService<ChatDatabase>();
        application.Services.GetRequiredService<ShardRouter>().Start();
        application.MapHttpApi();
        return application;
    }
}
