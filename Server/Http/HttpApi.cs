using FastChat.Server.Hosting;

namespace FastChat.Server.Http;

/// <summary>The HTTP side: what it needs and which paths it has.</summary>
internal static class HttpApi
{
    private const string CorsPolicy = "allowed-origins";

    public static IServiceCollection AddHttpApi(this IServiceCollection services, ServerOptions options)
    {
        services.AddRoutingCore();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, JsonShapes.Default));
        services.AddCors(cors => cors.AddPolicy(CorsPolicy, policy => policy
            .WithOrigins([.. options.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("Retry-After", "ETag", "Content-Range")));
        return services;
    }

    public static void MapHttpApi(this WebApplication application)
    {
        application.UseMiddleware<ProblemMiddleware>();
        application.UseRouting();
        application.UseCors(CorsPolicy);
        application.MapServiceEndpoints();
        application.UseEndpoints(_ => { });
    }
}
