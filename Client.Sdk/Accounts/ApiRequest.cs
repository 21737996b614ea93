using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastChat.Client.Accounts;

/// <summary>One request of the HTTP API; may be made several times.</summary>
internal sealed record ApiRequest<TBody>(HttpMethod Method, string Path, TBody Body, JsonTypeInfo<TBody>? Shape, bool Authorized)
{
    public HttpRequestMessage Make() => new(Method, new Uri(Path, UriKind.Relative))
    {
        Content = Shape is null ? null : JsonContent.Create(Body, Shape),
    };
}
