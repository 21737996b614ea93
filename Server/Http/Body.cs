using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastChat.Protocol;
using FastChat.Server.Routing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace FastChat.Server.Http;

/// <summary>A JSON request body as an endpoint's parameter: exactly application/json, bounded, of exactly the shape.</summary>
internal sealed record Body<T>(T Value) : IEndpointParameterMetadataProvider
    where T : class
{
    private const string MediaType = "application/json";

    public static async ValueTask<Body<T>?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RefusalException(Code.UnsupportedMediaType, $"The body must be {MediaType}.");
        }

        try
        {
            var shape = (JsonTypeInfo<T>)JsonShapes.Default.GetTypeInfo(typeof(T))!;
            return await JsonSerializer.DeserializeAsync(http.Request.Body, shape, http.RequestAborted) is { } value
                ? new Body<T>(value)
                : throw new RefusalException(Code.Malformed, "The body is null.");
        }
        catch (JsonException wrong)
        {
            // The path names a member; the library's message could quote content.
            throw new RefusalException(Code.Malformed, $"The body is not of the documented shape (at {wrong.Path ?? "$"}).");
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaType], typeof(T)));
}
