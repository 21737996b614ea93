using System.Reflection;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using Microsoft.AspNetCore.Http.Metadata;

namespace FastChat.Server.Http;

/// <summary>
/// Who calls, by the access token. An endpoint that takes this as a parameter cannot be reached without one, nor by a bot whose token does not
/// allow it.
/// </summary>
internal sealed record BearerCaller(AccountId Account, DeviceId Device) : IEndpointParameterMetadataProvider
{
    private const string Scheme = "Bearer ";

    public static ValueTask<BearerCaller?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var header = http.Request.Headers.Authorization;
        var token = header is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? only[Scheme.Length..] : null;
        var tokens = http.RequestServices.GetRequiredService<IAccessTokens>();
        if (!tokens.TryValidate(token, out var claims, out var refusal))
        {
            throw new RefusalException(
                refusal, refusal == Code.TokenExpired ? "The access token has expired: refresh it." : "A valid access token is needed.");
        }

        http.RequestServices.GetRequiredService<AuthLimiter>().RequireRequest(claims.Account);
        // Here, where no endpoint can forget it.
        var scope = NeedsScope.Of(http);
        return (claims.Scopes & scope) == scope
            ? ValueTask.FromResult<BearerCaller?>(new BearerCaller(claims.Account, claims.Device))
            : throw ScopeRules.Missing(scope);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new NeedsBearer());
}
