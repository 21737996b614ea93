using FastChat.Protocol;
using FastChat.Server.Accounts;
using FastChat.Server.Administration;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Routing;
using FastChat.Storage.Administration;

namespace FastChat.Server.Http;

/// <summary>What an account does with all of its data: take it along, delete it.</summary>
internal static class AccountDataEndpoints
{
    private const string Keep = "keep";
    private const string Remove = "remove";

    public static void MapAccountDataEndpoints(this IEndpointRouteBuilder routes)
    {
        var export = routes.MapGroup("/v1/accounts/me/export").WithTags("Accounts");
        export.MapPost("", BeginExportAsync).WithName("beginExport").WithSummary("Have an archive of all of the account's data made.")
            .Produces<JobBody>(StatusCodes.Status202Accepted).Refuses(Code.AlreadyUnderWay, Code.TokenInvalid, Code.RateLimited);
        export.MapGet("", ReadExport).WithName("readExport").WithSummary("How far the latest archive is.").Produces<JobBody>().Refuses(Code.NotFound, Code.TokenInvalid);
        export.MapGet("/archive", Download).WithName("downloadExport").WithSummary("The archive, or a range of it (docs/EXPORT.md).")
            .Produces(StatusCodes.Status200OK, contentType: ArchiveAnswer.ContentType).Produces(StatusCodes.Status206PartialContent)
            .Refuses(Code.NotReady, Code.TokenInvalid);
        var deletion = routes.MapGroup("/v1/accounts/me/deletion").WithTags("Accounts");
        deletion.MapPost("", BeginDeletionAsync).WithName("deleteAccount").WithSummary("Delete the account, at once or after the time of grace.")
            .WithDescription("messages: keep (they stay as a deleted account's) or remove; the password is needed if the account has one.")
            .Produces<JobBody>(StatusCodes.Status202Accepted).Refuses(Code.Malformed, Code.WrongCredentials, Code.AlreadyUnderWay, Code.RateLimited, Code.TokenInvalid);
        deletion.MapGet("", ReadDeletion).WithName("readDeletion").WithSummary("When the account will be deleted.").Produces<JobBody>().Refuses(Code.NotFound, Code.TokenInvalid);
        deletion.MapDelete("", CancelDeletionAsync).WithName("cancelDeletion").WithSummary("Take the deletion back while it has not begun.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.TokenInvalid);
    }

    /// <summary>Whether the messages go too.</summary>
    public static bool RemovesMessages(string? messages) => messages switch
    {
        null or Keep => false,
        Remove => true,
        _ => throw new RefusalException(Code.Malformed, "messages is keep or remove."),
    };

    private static async Task<IResult> BeginExportAsync(BearerCaller caller, ExportWork exports, AuthLimiter limiter)
    {
        if (exports.Find(caller.Account) is { Job.State: JobState.Waiting }) throw new RefusalException(Code.AlreadyUnderWay, "An export is under way.");
        limiter.RequireExport(caller.Account);
        return JobAnswers.Answer(await exports.BeginAsync(caller.Account), StatusCodes.Status202Accepted);
    }

    private static JsonResultOf<JobBody> ReadExport(BearerCaller caller, ExportWork exports) => JobAnswers.Answer(
        exports.Find(caller.Account) ?? throw new RefusalException(Code.NotFound, "No export was asked for, or it is gone."));

    private static IResult Download(BearerCaller caller, ExportWork exports) => exports.Find(caller.Account) is { Id: var id }
        ? ArchiveAnswer.Of(exports.Open(id), id)
        : throw new RefusalException(Code.NotReady, "No export was asked for, or it is gone.");

    private static async Task<IResult> BeginDeletionAsync(
        HttpContext http, BearerCaller caller, Body<DeleteAccountBody> body, SignIn signIn, AuthLimiter limiter, Deletions deletions)
    {
        deletions.RequireOwn(caller.Account);
        // Guessing with a stolen access token is limited like guessing at the door.
        limiter.RequirePasswordChange(caller.Account);
        var removes = RemovesMessages(body.Value.Messages);
        await signIn.RequirePasswordAsync(caller.Account, body.Value.Password, http.RequestAborted);
        return JobAnswers.Answer(await deletions.BeginAsync(caller.Account, removes, null), StatusCodes.Status202Accepted);
    }

    private static JsonResultOf<JobBody> ReadDeletion(BearerCaller caller, Deletions deletions) => JobAnswers.Answer(
        deletions.Find(caller.Account) ?? throw new RefusalException(Code.NotFound, "The account is not to be deleted."));

    private static async Task<IResult> CancelDeletionAsync(BearerCaller caller, Deletions deletions)
    {
        await deletions.CancelAsync(caller.Account);
        return TypedResults.NoContent();
    }
}
