using System.Reflection;
using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Auth;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;
using Microsoft.AspNetCore.Http.Metadata;

namespace FastChat.Server.Http.Admin;

/// <summary>
/// Who administers: the operator at the admin socket, a program by its key, or an account that is an admin, by its access token.
/// An endpoint that takes this as a parameter cannot be reached otherwise.
/// </summary>
/// <param name="Actor">As the audit log names it.</param>
internal sealed record AdminCaller(string Actor) : IEndpointParameterMetadataProvider
{
    private const string Scheme = "Bearer ";
    private const string Operator = "operator";

    /// <summary>Whether it is the operator, on the machine itself.</summary>
    public bool IsOperator => Actor == Operator;

    public static ValueTask<AdminCaller?> BindAsync(HttpContext http, ParameterInfo parameter) => ValueTask.FromResult<AdminCaller?>(Find(http));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new NeedsBearer());

    private static AdminCaller Find(HttpContext http)
    {
        if (http.Features.Get<OperatorConnection>() is not null) return new AdminCaller(Operator);
        var services = http.RequestServices;
        var header = http.Request.Headers.Authorization;
        var token = header is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? only[Scheme.Length..] : null;
        if (token is not null && services.GetRequiredService<OperatorKeys>().Find(token) is var key && key != OperatorKeyId.None)
            return new AdminCaller($"key:{key}");
        if (!services.GetRequiredService<IAccessTokens>().TryValidate(token, out var claims, out var refusal))
            throw new RefusalException(refusal, "An access token of an admin, or an operator's key, is needed.");
        return services.GetRequiredService<ChatDatabase>().Administration.States.Read(claims.Account).IsAdmin
            ? new AdminCaller($"account:{claims.Account}")
            : throw new RefusalException(Code.AdminRequired, "This account is no admin.");
    }
}
