using System.Text;
using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Accounts.OpenId;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FastChat.Server.Http;

/// <summary>Signing in by the word of others: OpenID Connect issuers, and the operator's own backend.</summary>
internal static class ExternalEndpoints
{
    /// <summary>Where the backend's people come from; no issuer's address.</summary>
    private const string BackendSource = "backend";

    public static void MapExternalEndpoints(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/v1/sessions/oidc").WithTags("Sessions");
        open.MapPost("/nonce", MakeNonce).WithName("beginOpenId").WithSummary("A nonce for an authorization request.")
            .Produces<NonceBody>().Refuses(Code.NotSupported, Code.RateLimited);
        open.MapPost("", SignInAsync).WithName("signInByOpenId").WithSummary("Sign a device in by an id token; the account is made when it is first seen.")
            .Produces<SessionBody>().Refuses(Code.Malformed, Code.InvitationInvalid, Code.RegistrationClosed, Code.TokenInvalid, Code.TokenExpired, Code.RateLimited, Code.Busy);

        var backend = routes.MapGroup("/v1/server/sessions").WithTags("Backend");
        backend.MapPost("", MintAsync).WithName("mintSession").WithSummary("A session for somebody whom the operator's backend vouches for.")
            .WithDescription("For a trusted backend alone, with one of BackendKeys as bearer token. The account is made when it is first seen, whatever the registration mode.")
            .Produces<SessionBody>().Refuses(Code.Malformed, Code.TokenInvalid, Code.Busy);
        backend.MapPost("/revoke", RevokeAsync).WithName("revokeSessions").WithSummary("Sign out all devices of somebody whom the operator's backend knows.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.Malformed, Code.NotFound, Code.TokenInvalid);
    }

    private static JsonResultOf<NonceBody> MakeNonce(HttpContext http, OpenIdTokens tokens, OpenIdNonces nonces, AuthLimiter limiter)
    {
        limiter.RequireAddressSignIn(http.Connection.RemoteIpAddress);
        if (tokens.Issuers.Count == 0) throw new RefusalException(Code.NotSupported, "This server knows no identity provider.");
        var (nonce, expires) = nonces.Make();
        return new JsonResultOf<NonceBody>(new NonceBody(nonce, expires), JsonShapes.Default.NonceBody);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http, Body<OpenIdBody> body, OpenIdTokens tokens, ExternalAccounts accounts, AuthLimiter limiter)
    {
        limiter.RequireAddressSignIn(http.Connection.RemoteIpAddress);
        var request = body.Value;
        var (name, device) = SessionEndpoints.Device(request.DeviceName, request.DeviceId);
        var claims = await tokens.ReadAsync(request.IdToken, http.RequestAborted);
        return Sessions.Answer(await accounts.SignInAsync(
            new ExternalIdentityRecord(claims.Issuer.Issuer, claims.Subject),
            (request.Handle ?? claims.UserName, ProfileText.ShownName(claims.Name)),
            claims.Issuer.MakesAccounts,
            request.Invitation,
            name,
            device));
    }

    private static async Task<IResult> MintAsync(BackendCaller caller, Body<BackendSessionBody> body, ExternalAccounts accounts)
    {
        var request = body.Value;
        var (name, device) = SessionEndpoints.Device(request.DeviceName, request.DeviceId);
        return Sessions.Answer(await accounts.SignInAsync(
            Who(request.ExternalId), (request.Handle, ProfileText.ShownName(request.DisplayName)), isAdmitted: true, null, name, device));
    }

    private static async Task<NoContent> RevokeAsync(BackendCaller caller, Body<BackendRevokeBody> body, ExternalAccounts accounts) =>
        await accounts.SignOutAsync(Who(body.Value.ExternalId))
            ? TypedResults.NoContent()
            : throw new RefusalException(Code.NotFound, "Nobody is known by that external_id.");

    private static ExternalIdentityRecord Who(string externalId) =>
        externalId.Length is > 0 and <= OpenIdLimits.SubjectBytesMax && Ascii.IsValid(externalId) && !externalId.Any(char.IsControl)
            ? new ExternalIdentityRecord(BackendSource, externalId)
            : throw new RefusalException(Code.Malformed, $"external_id has 1 to {OpenIdLimits.SubjectBytesMax} visible ASCII characters.");
}
