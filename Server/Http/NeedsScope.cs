using FastChat.Storage.Accounts;

namespace FastChat.Server.Http;

/// <summary>What of a bot's scopes an endpoint needs, where it is not what its method says: reading needs none, all else `profile`.</summary>
internal sealed record NeedsScope(ApiScopes Scope)
{
    /// <summary>What the endpoint of a request needs.</summary>
    public static ApiScopes Of(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is { } stated ? stated.Scope
        : HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? ApiScopes.None
        : ApiScopes.Profile;
}
