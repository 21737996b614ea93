using FastChat.Protocol.Identifiers;
using FastChat.Server.Http;
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
        services.AddSingleton(options).AddSingleton(listeners).AddSingleton(time);
        services.AddSingleton<IIdSource>(new IdSource(time));
        services.AddHttpApi(options);
        configure?.Invoke(services);

        var application = builder.Build();
        application.MapHttpApi();
        return application;
    }
}
