using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace FastChat.Server.Http;

/// <summary>The OpenAPI document, made from the endpoints themselves, and the page that shows it. Both are served from here.</summary>
internal static class ApiDescription
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string PagePath = "/docs";
    private const string Bearer = "access_token";

    // The page's program is bundled with the server; nothing on it may call out.
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", api =>
    {
        api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "FastChat HTTP API",
                Version = "v1",
                Description = "Accounts, sessions, devices and media. Messages travel over the connection of protocol.proto. "
                    + "Every error is application/problem+json and carries a `code` of protocol.proto.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "at+jwt" },
            };
            return Task.CompletedTask;
        });
        api.AddOperationTransformer(DescribeAsync);
    });

    public static void MapApiDescription(this WebApplication application)
    {
        application.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(PagePath, StringComparison.Ordinal)) http.Response.Headers.ContentSecurityPolicy = PagePolicy;
            return next(http);
        });
        application.MapOpenApi("/openapi/{documentName}.json");
        application.MapScalarApiReference(PagePath, page => page
            .WithTitle("FastChat HTTP API")
            .WithOpenApiRoutePattern(DocumentPath)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent());
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<NeedsBearer>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        }

        foreach (var header in metadata.OfType<RequestHeaders>().SelectMany(headers => headers.Named))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Required = header.Required,
                Description = header.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        foreach (var body in metadata.OfType<RequestBody>())
        {
            var content = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
            operation.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [body.Type] = content } };
        }

        foreach (var refusal in metadata.OfType<RefusalNames>())
        {
            var status = refusal.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (operation.Responses is not null && operation.Responses.TryGetValue(status, out var response)) response.Description = refusal.Names;
        }

        return Task.CompletedTask;
    }
}
