using System.Text.Json;
using System.Text.Json.Serialization;
using FastChat.Server.Http.Admin;
using FastChat.Server.Transport;

namespace FastChat.Server.Http;

/// <summary>The HTTP side: what it needs and which paths it has.</summary>
internal static class HttpApi
{
    private const string CorsPolicy = "allowed-origins";

    public static IServiceCollection AddHttpApi(this IServiceCollection services, HttpOptions options)
    {
        services.AddSingleton(options).AddSingleton<IWebSocketGate, WebSocketGate>();
        services.AddRoutingCore();
        // The API's description reads names and shapes from here; bodies are read and written with the shapes themselves.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, JsonShapes.Default);
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddCors(cors => cors.AddPolicy(CorsPolicy, policy => policy
            .WithOrigins([.. options.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders([
                "Retry-After", "ETag", "Content-Range", "Content-Disposition", "Last-Modified", "Accept-Ranges", .. TusProtocol.ResponseHeaders])));
        services.AddApiDescription();
        services.AddMetricsEndpoint();
        return services;
    }

    public static void MapHttpApi(this WebApplication application)
    {
        var options = application.Services.GetRequiredService<HttpOptions>();
        application.UseMiddleware<ProblemMiddleware>();
        application.UseAdminPaths(options.AdminApart);
        application.MapMetricsEndpoint(options);
        application.UseMiddleware<TusMiddleware>();
        application.UseRouting();
        // Not for WebSockets, which check the origin themselves: it would make a scope of services that lives as long as the connection.
        application.UseWhen(http => http.Request.Path != WebSocketEndpoint.Path, branch => branch.UseCors(CorsPolicy));
        application.UseWebSockets();
        application.MapApiDescription();
        application.MapServiceEndpoints();
        application.MapAccountEndpoints();
        application.MapProofEndpoints();
        application.MapAccountDataEndpoints();
        application.MapSessionEndpoints();
        application.MapExternalEndpoints();
        application.MapBotEndpoints();
        application.MapWebhookEndpoint();
        application.MapMediaEndpoints();
        application.MapUploadEndpoints();
        application.MapWebSocketEndpoint();
        application.MapAdminEndpoints();
        if (options.Seeding) application.MapSeedEndpoint();
        application.UseEndpoints(_ => { });
    }
}
