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
        ServerOptions options, OptionsSource source, Listeners listeners, Action<IServiceCollection>? configure, ILoggerFactory? logs, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "FastChat" });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => KestrelSetup.Apply(kestrel, options, listeners));
        var services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(new WithoutPaths(logs ?? NullLoggerFactory.Instance)));
        services.AddSingleton(options).AddSingleton(source).AddSingleton<IListeningPorts>(listeners).AddSingleton(time);
        services.AddSingleton<IIdSource>(new IdSource(time));
        services.AddStorage(options);
        services.AddAccounts(options);
        services.AddMedia(options);
        services.AddMessagePath(options);
        services.AddConnections(options);
        services.AddAdministration(options);
        services.AddSingleton<Maintenance>().AddSingleton<AdminApi>();
        services.AddSingleton<ServerGauges>();
        services.AddHttpApi(new HttpOptions(options.AllowedOrigins, options.MetricsRemote, options.Seeding.Enabled, AdminApart: options.AdminPort != ServerOptions.Off));
        configure?.Invoke(services);

        var application = builder.Build();
        AdminApi.Map(application);
        application.MapHttpApi();
        return application;
    }

    /// <summary>Opens the database and starts the loops: before the listeners, so that what cannot work ends the start.</summary>
    public static void Open(IServiceProvider services)
    {
        services.GetRequiredService<ChatDatabase>();
        services.GetRequiredService<ShardRouter>().Start();
        services.GetRequiredService<ServerGauges>();
    }
}
