using System.Reflection;
using FastChat.Protocol;
using FastChat.Server.Routing;
using Microsoft.AspNetCore.Http.Metadata;

namespace FastChat.Server.Http;

/// <summary>The operator's backend, by its key. An endpoint that takes this as a parameter cannot be reached without one.</summary>
internal sealed record BackendCaller : IEndpointParameterMetadataProvider
{
    private const string Scheme = "Bearer ";

    public static ValueTask<BackendCaller?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var header = http.Request.Headers.Authorization;
        return header is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && http.RequestServices.GetRequiredService<BackendKeys>().Knows(only[Scheme.Length..])
            ? ValueTask.FromResult<BackendCaller?>(new BackendCaller())
            : throw new RefusalException(Code.TokenInvalid, "A key of the operator's backend is needed.");
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new NeedsBearer());
}
