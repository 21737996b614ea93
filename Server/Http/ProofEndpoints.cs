using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FastChat.Server.Http;

/// <summary>The second step, the mail address, and resetting a password.</summary>
internal static class ProofEndpoints
{
    public static void MapProofEndpoints(this IEndpointRouteBuilder routes)
    {
        var step = routes.MapGroup("/v1/accounts/me/two-step").WithTags("Second step");
        step.MapGet("", ReadTwoStep).WithName("readTwoStep").WithSummary("Whether the second step is on.").Produces<TwoStepBody>().Refuses(Code.TokenInvalid);
        step.MapPost("", BeginAsync).WithName("beginTwoStep").WithSummary("A secret for an authenticator; it counts once it is confirmed.")
            .Produces<TwoStepSecretBody>().Refuses(Code.WrongCredentials, Code.TwoStepState, Code.RateLimited, Code.TokenInvalid);
        step.MapPost("/confirm", ConfirmAsync).WithName("confirmTwoStep").WithSummary("Switch the second step on with a code of the secret.")
            .Produces<RecoveryCodesBody>().Refuses(Code.WrongCode, Code.TwoStepState, Code.RateLimited, Code.TokenInvalid);
        step.MapPost("/recovery-codes", RenewCodesAsync).WithName("renewRecoveryCodes").WithSummary("New recovery codes; the old ones end.")
            .Produces<RecoveryCodesBody>().Refuses(Code.WrongCredentials, Code.WrongCode, Code.TwoStepState, Code.RateLimited, Code.TokenInvalid);
        step.MapPost("/disable", DisableAsync).WithName("disableTwoStep").WithSummary("Switch the second step off.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.WrongCredentials, Code.WrongCode, Code.TwoStepState, Code.RateLimited, Code.TokenInvalid);

        var email = routes.MapGroup("/v1/accounts/me/email").WithTags("Recovery");
        email.MapGet("", ReadEmail).WithName("readEmail").WithSummary("The address by which the account is recovered.").Produces<EmailBody>().Refuses(Code.TokenInvalid);
        email.MapPut("", SetEmailAsync).WithName("setEmail").WithSummary("Send a code to an address.")
            .Produces(StatusCodes.Status202Accepted).Refuses(Code.InvalidEmail, Code.WrongCredentials, Code.RateLimited, Code.NotSupported, Code.TokenInvalid);
        email.MapPost("/verify", VerifyEmailAsync).WithName("verifyEmail").WithSummary("Show the code: the address counts from here on.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.WrongCode, Code.RateLimited, Code.TokenInvalid);
        email.MapPost("/remove", RemoveEmailAsync).WithName("removeEmail").WithSummary("Forget the address.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.WrongCredentials, Code.RateLimited, Code.TokenInvalid);

        var resets = routes.MapGroup("/v1/password-resets").WithTags("Recovery");
        resets.MapPost("", RequestReset).WithName("requestPasswordReset").WithSummary("Have a code sent to an account's address.")
            .WithDescription("The answer is the same whether there is such an account, and whether it has an address.")
            .Produces(StatusCodes.Status202Accepted).Refuses(Code.RateLimited, Code.NotSupported);
        resets.MapPost("/complete", CompleteResetAsync).WithName("resetPassword").WithSummary("Set a new password by the code; all devices are signed out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.InvalidPassword, Code.WrongCode, Code.RateLimited, Code.Busy);
    }

    private static JsonResultOf<TwoStepBody> ReadTwoStep(BearerCaller caller, TwoStep twoStep)
    {
        var record = twoStep.Read(caller.Account);
        return new JsonResultOf<TwoStepBody>(new TwoStepBody(record is not null, record?.RecoveryHashes.Count ?? 0), JsonShapes.Default.TwoStepBody);
    }

    private static async Task<IResult> BeginAsync(HttpContext http, BearerCaller caller, Body<CurrentPasswordBody> body, TwoStep twoStep)
    {
        var (secret, address) = await twoStep.BeginAsync(caller.Account, body.Value.Password, http.RequestAborted);
        return new JsonResultOf<TwoStepSecretBody>(new TwoStepSecretBody(secret, address), JsonShapes.Default.TwoStepSecretBody);
    }

    private static async Task<IResult> ConfirmAsync(BearerCaller caller, Body<CodeBody> body, TwoStep twoStep) =>
        Codes(await twoStep.ConfirmAsync(caller.Account, body.Value.Code));

    private static async Task<IResult> RenewCodesAsync(HttpContext http, BearerCaller caller, Body<PasswordAndCodeBody> body, TwoStep twoStep) =>
        Codes(await twoStep.RenewCodesAsync(caller.Account, body.Value.Password, body.Value.Code, http.RequestAborted));

    private static async Task<IResult> DisableAsync(HttpContext http, BearerCaller caller, Body<PasswordAndCodeBody> body, TwoStep twoStep)
    {
        await twoStep.DisableAsync(caller.Account, body.Value.Password, body.Value.Code, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static JsonResultOf<EmailBody> ReadEmail(BearerCaller caller, Emails emails)
    {
        var (address, pending) = emails.Read(caller.Account);
        return new JsonResultOf<EmailBody>(new EmailBody(address, pending), JsonShapes.Default.EmailBody);
    }

    private static async Task<IResult> SetEmailAsync(HttpContext http, BearerCaller caller, Body<SetEmailBody> body, Emails emails)
    {
        await emails.SetAsync(caller.Account, body.Value.Email, body.Value.Password, http.RequestAborted);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> VerifyEmailAsync(BearerCaller caller, Body<CodeBody> body, Emails emails)
    {
        await emails.VerifyAsync(caller.Account, body.Value.Code);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemoveEmailAsync(HttpContext http, BearerCaller caller, Body<CurrentPasswordBody> body, Emails emails)
    {
        await emails.RemoveAsync(caller.Account, body.Value.Password, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static StatusCodeHttpResult RequestReset(
        HttpContext http, Body<ResetRequestBody> body, PasswordReset reset, AuthLimiter limiter, ChatDatabase database)
    {
        var handle = Limited(http, body.Value.Handle, limiter, database);
        reset.Request(handle);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> CompleteResetAsync(
        HttpContext http, Body<ResetBody> body, PasswordReset reset, AuthLimiter limiter, ChatDatabase database)
    {
        var handle = Limited(http, body.Value.Handle, limiter, database);
        ProfileText.RequirePassword(body.Value.NewPassword);
        await reset.CompleteAsync(handle, body.Value.Code, body.Value.NewPassword, http.RequestAborted);
        return TypedResults.NoContent();
    }

    // Like a sign-in: what cannot be a handle is one that nobody has.
    private static string? Limited(HttpContext http, string typed, AuthLimiter limiter, ChatDatabase database)
    {
        var handle = Handle.TryNormalize(typed, out var folded) ? folded : null;
        limiter.RequireSignIn(http.Connection.RemoteIpAddress, handle is null ? default : database.Handles.KeyOf(handle));
        return handle;
    }

    private static JsonResultOf<RecoveryCodesBody> Codes(IReadOnlyList<string> codes) =>
        new(new RecoveryCodesBody(codes), JsonShapes.Default.RecoveryCodesBody);
}
