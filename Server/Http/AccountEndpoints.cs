using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;

namespace FastChat.Server.Http;

/// <summary>Registering, profiles and passwords.</summary>
internal static class AccountEndpoints
{
    public static void MapAccountEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/accounts").WithTags("Accounts");
        group.MapPost("", RegisterAsync).WithName("register").WithSummary("Make an account and sign its first device in.")
            .Produces<SessionBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.InvalidHandle, Code.HandleTaken, Code.InvalidPassword, Code.InvitationInvalid, Code.RegistrationClosed, Code.RateLimited, Code.Busy);
        group.MapPost("/guests", RegisterGuestAsync).WithName("registerGuest").WithSummary("Come in as a guest, without handle and password, for a while.")
            .Produces<SessionBody>(StatusCodes.Status201Created).Refuses(Code.Malformed, Code.RegistrationClosed, Code.RateLimited, Code.Busy);
        group.MapPost("/me/upgrade", UpgradeAsync).WithName("upgradeGuest").WithSummary("Make the calling guest a person; it keeps its id and all that it has.")
            .Produces<ProfileBody>().Refuses(Code.Malformed, Code.InvalidHandle, Code.HandleTaken, Code.InvalidPassword, Code.InvitationInvalid, Code.NotAGuest, Code.RegistrationClosed, Code.RateLimited, Code.Busy, Code.TokenInvalid);
        group.MapGet("/me", Me).WithName("readOwnProfile").WithSummary("The caller's profile.").Produces<ProfileBody>().Refuses(Code.TokenInvalid);
        group.MapPatch("/me", UpdateAsync).WithName("updateProfile").WithSummary("Change the caller's profile.")
            .Produces<ProfileBody>().Refuses(Code.Malformed, Code.MediaNotFound, Code.TokenInvalid);
        group.MapPut("/me/password", ChangePasswordAsync).WithName("changePassword").WithSummary("Change the password and sign all other devices out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.WrongCredentials, Code.InvalidPassword, Code.RateLimited, Code.TokenInvalid);
        group.MapGet("/{id}", Read).WithName("readProfile").WithSummary("An account's profile.")
            .Produces<ProfileBody>().Refuses(Code.AccountNotFound, Code.TokenInvalid);
        group.MapGet("/by-handle/{handle}", Find).WithName("findAccount").WithSummary("The account of an exact handle.")
            .Produces<ProfileBody>().Refuses(Code.AccountNotFound, Code.RateLimited, Code.TokenInvalid);
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext http, Body<RegisterBody> body, Registration registration, AuthLimiter limiter)
    {
        limiter.RequireRegistration(http.Connection.RemoteIpAddress);
        var request = body.Value;
        var handle = RequireHandle(request.Handle);
        ProfileText.RequirePassword(request.Password);
        var device = ProfileText.Require(request.DeviceName, "device_name", AccountLimits.DeviceNameBytesMax);
        var name = ProfileText.Require(request.DisplayName ?? handle, "display_name", AccountLimits.DisplayNameBytesMax);
        var tokens = await registration.RegisterAsync(handle, request.Password, name, device, request.Invitation, http.RequestAborted);
        return Sessions.Answer(tokens, StatusCodes.Status201Created);
    }

    private static async Task<IResult> RegisterGuestAsync(HttpContext http, Body<GuestBody> body, Guests guests, AuthLimiter limiter)
    {
        limiter.RequireRegistration(http.Connection.RemoteIpAddress);
        var device = ProfileText.Require(body.Value.DeviceName, "device_name", AccountLimits.DeviceNameBytesMax);
        var name = body.Value.DisplayName is { } given ? ProfileText.Require(given, "display_name", AccountLimits.DisplayNameBytesMax) : null;
        return Sessions.Answer(await guests.RegisterAsync(name, device), StatusCodes.Status201Created);
    }

    private static async Task<IResult> UpgradeAsync(HttpContext http, BearerCaller caller, Body<UpgradeBody> body, Guests guests, AuthLimiter limiter)
    {
        limiter.RequireRegistration(http.Connection.RemoteIpAddress);
        var request = body.Value;
        var handle = RequireHandle(request.Handle);
        ProfileText.RequirePassword(request.Password);
        var name = request.DisplayName is { } given ? ProfileText.Require(given, "display_name", AccountLimits.DisplayNameBytesMax) : null;
        return Answer(await guests.UpgradeAsync(caller.Account, handle, request.Password, name, request.Invitation, http.RequestAborted));
    }

    /// <summary>The handle that somebody has chosen, folded.</summary>
    public static string RequireHandle(string typed)
    {
        if (!Handle.TryNormalize(typed, out var handle))
            throw new RefusalException(Code.InvalidHandle, "A handle has 3 to 32 characters of a-z, 0-9, '_', '.', '-' and begins with a letter.");
        return Handle.IsReserved(handle)
            ? throw new RefusalException(Code.HandleTaken, "Handles that begin so are made by the server.")
            : handle;
    }

    private static JsonResultOf<ProfileBody> Me(BearerCaller caller, Profiles profiles) => Answer(profiles.Read(caller.Account), isOwn: true);

    private static async Task<IResult> UpdateAsync(BearerCaller caller, Body<UpdateProfileBody> body, Profiles profiles)
    {
        var request = body.Value;
        var name = request.DisplayName is { } given ? ProfileText.Require(given, "display_name", AccountLimits.DisplayNameBytesMax) : null;
        var about = request.About is { } lines ? ProfileText.Require(lines, "about", AccountLimits.AboutBytesMax, lines: true) : null;
        MediaId? avatar = null;
        if (request.AvatarMediaId is { } text)
        {
            if (text.Length > 0 && !MediaId.TryParse(text, out _)) throw new RefusalException(Code.MediaNotFound, "avatar_media_id is not a media id.");
            avatar = MediaId.TryParse(text, out var media) ? media : MediaId.None;
        }

        return Answer(await profiles.UpdateAsync(caller.Account, name, about, avatar));
    }

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext http, BearerCaller caller, Body<PasswordBody> body, SignIn signIn, AuthLimiter limiter)
    {
        // Guessing with a stolen access token is limited like guessing at the door.
        limiter.RequirePasswordChange(caller.Account);
        ProfileText.RequirePassword(body.Value.NewPassword);
        await signIn.ChangePasswordAsync(caller.Account, caller.Device, body.Value.CurrentPassword, body.Value.NewPassword, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static JsonResultOf<ProfileBody> Read(BearerCaller caller, string id, Profiles profiles) =>
        Answer(AccountId.TryParse(id, out var account) ? profiles.Read(account) : null);

    private static JsonResultOf<ProfileBody> Find(BearerCaller caller, string handle, SignIn signIn, Profiles profiles, AuthLimiter limiter)
    {
        limiter.RequireLookUp(caller.Account);
        var account = Handle.TryNormalize(handle, out var folded) ? signIn.Find(folded) : AccountId.None;
        return Answer(account.IsNone() ? null : profiles.Read(account));
    }

    private static JsonResultOf<ProfileBody> Answer(Profile? profile, bool isOwn = false)
    {
        if (profile is null) throw new RefusalException(Code.AccountNotFound, "There is no such account.");
        return new JsonResultOf<ProfileBody>(BodyOf(profile, isOwn), JsonShapes.Default.ProfileBody);
    }

    public static ProfileBody BodyOf(Profile profile, bool isOwn = false) => new(
        profile.Account.ToString(),
        profile.Handle,
        profile.DisplayName,
        profile.About,
        profile.Avatar.IsNone() ? null : profile.Avatar.ToString(),
        profile.Kind.ToString().ToLowerInvariant(),
        isOwn && profile.ExpiresMs > 0 ? profile.ExpiresMs : null);
}
