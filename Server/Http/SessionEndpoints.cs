using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Http;

/// <summary>Signing in, refreshing, signing out, devices.</summary>
internal static class SessionEndpoints
{
    public static void MapSessionEndpoints(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/v1/sessions").WithTags("Sessions");
        sessions.MapPost("", SignInAsync).WithName("signIn").WithSummary("Sign a device in by handle and password.")
            .Produces<SessionBody>().Refuses(Code.Malformed, Code.WrongCredentials, Code.SecondStepNeeded, Code.RateLimited, Code.Busy);
        sessions.MapPost("/second-step", SecondStepAsync).WithName("finishSignIn").WithSummary("Finish a sign-in that needs a second step.")
            .Produces<SessionBody>().Refuses(Code.Malformed, Code.WrongCode, Code.TokenInvalid, Code.TokenExpired, Code.RateLimited);
        sessions.MapPost("/refresh", RefreshAsync).WithName("refresh").WithSummary("Exchange a refresh token for new tokens.")
            .WithDescription("Each refresh token is used once. Until its successor is used, presenting it again returns the same successor; afterwards it signs the device out.")
            .Produces<SessionBody>().Refuses(Code.TokenInvalid, Code.TokenExpired, Code.RefreshReused, Code.RateLimited);
        sessions.MapDelete("/current", SignOutAsync).WithName("signOut").WithSummary("Sign the calling device out; its connections are cut.")
            .WithMetadata(new NeedsScope(ApiScopes.None)).Produces(StatusCodes.Status204NoContent).Refuses(Code.TokenInvalid);

        var devices = routes.MapGroup("/v1/devices").WithTags("Devices");
        devices.MapGet("", ListDevices).WithName("listDevices").WithSummary("The account's devices that are signed in.")
            .Produces<DeviceListBody>().Refuses(Code.TokenInvalid);
        devices.MapDelete("/{id}", RevokeAsync).WithName("revokeDevice").WithSummary("Sign a device of the account out; its connections are cut.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.TokenInvalid);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http, Body<SignInBody> body, SignIn signIn, AuthLimiter limiter, ChatDatabase database)
    {
        var request = body.Value;
        // What cannot be a handle is treated like one that nobody has.
        var handle = Handle.TryNormalize(request.Handle, out var folded) ? folded : null;
        limiter.RequireSignIn(http.Connection.RemoteIpAddress, handle is null ? default : database.Handles.KeyOf(handle));
        var (name, device) = Device(request.DeviceName, request.DeviceId);
        return Sessions.Answer(await signIn.SignInAsync(handle, request.Password, name, device, http.RequestAborted));
    }

    private static async Task<IResult> SecondStepAsync(Body<SecondStepBody> body, SignIn signIn)
    {
        var (name, device) = Device(body.Value.DeviceName, body.Value.DeviceId);
        return Sessions.Answer(await signIn.FinishAsync(body.Value.Ticket, body.Value.Code, name, device));
    }

    public static (string Name, DeviceId Device) Device(string typedName, string? typedId)
    {
        var name = ProfileText.Require(typedName, "device_name", AccountLimits.DeviceNameBytesMax);
        var device = DeviceId.None;
        if (typedId is { } text && !DeviceId.TryParse(text, out device)) throw new RefusalException(Code.Malformed, "device_id is not an id.");
        return (name, device);
    }

    private static async Task<IResult> RefreshAsync(HttpContext http, Body<RefreshBody> body, DeviceSessions sessions) =>
        Sessions.Answer(await sessions.RefreshAsync(body.Value.RefreshToken, http.RequestAborted));

    private static async Task<IResult> SignOutAsync(HttpContext http, BearerCaller caller, DeviceSessions sessions)
    {
        await sessions.RevokeAsync(caller.Account, caller.Device, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static JsonResultOf<DeviceListBody> ListDevices(BearerCaller caller, ChatDatabase database) =>
        List(database, caller.Account, caller.Device);

    /// <summary>The devices of an account that are signed in; one of them may be the caller's.</summary>
    public static JsonResultOf<DeviceListBody> List(ChatDatabase database, AccountId account, DeviceId current)
    {
        var devices = database.Devices.ReadAll(account)
            .Where(row => !row.Record.Revoked)
            .OrderByDescending(row => row.Record.LastSeenMs)
            .Select(row => new DeviceBody(
                row.Device.ToString(), row.Record.Name, row.Record.CreatedMs, row.Record.LastSeenMs, row.Device == current))
            .ToList();
        return new JsonResultOf<DeviceListBody>(new DeviceListBody(devices), JsonShapes.Default.DeviceListBody);
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, BearerCaller caller, string id, DeviceSessions sessions)
    {
        if (!DeviceId.TryParse(id, out var device) || !await sessions.RevokeAsync(caller.Account, device, http.RequestAborted))
            throw new RefusalException(Code.NotFound, "The account has no such device that is signed in.");
        return TypedResults.NoContent();
    }
}
