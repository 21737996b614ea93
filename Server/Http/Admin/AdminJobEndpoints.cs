using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Server.Routing;
using FastChat.Storage.Administration;

namespace FastChat.Server.Http.Admin;

/// <summary>Long work: exports, deletions, announcements.</summary>
internal static class AdminJobEndpoints
{
    public static void MapAdminJobs(this RouteGroupBuilder admin)
    {
        admin.MapGet("/jobs", List).WithName("adminListJobs").WithSummary("Jobs that wait, and those that are done and kept.").Refuses(Code.Malformed);
        admin.MapGet("/jobs/{job}", Show).WithName("adminShowJob").WithSummary("How far a job is.").Produces<JobBody>().Refuses(Code.NotFound);
        admin.MapPost("/accounts/{account}/export", ExportAsync).WithName("adminExport").WithSummary("Have an archive of an account's data made.")
            .Produces<JobBody>(StatusCodes.Status202Accepted).Refuses(Code.AccountNotFound, Code.AlreadyUnderWay);
        admin.MapGet("/exports/{job}/archive", DownloadAsync).WithName("adminDownloadExport").WithSummary("The archive of an export.")
            .Produces(StatusCodes.Status200OK, contentType: ArchiveAnswer.ContentType).Refuses(Code.NotReady);
        admin.MapPost("/accounts/{account}/deletion", DeleteAsync).WithName("adminDeleteAccount").WithSummary("Delete an account, at once or after a time of grace.")
            .Produces<JobBody>(StatusCodes.Status202Accepted).Refuses(Code.AccountNotFound, Code.AlreadyUnderWay, Code.Malformed);
        admin.MapDelete("/accounts/{account}/deletion", CancelDeletionAsync).WithName("adminCancelDeletion").WithSummary("Take a deletion back while it has not begun.")
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.AccountNotFound);
        admin.MapPost("/announcements", AnnounceAsync).WithName("adminAnnounce").WithSummary("Send a message of the server's to one account or to all.")
            .Produces<JobBody>(StatusCodes.Status202Accepted).Refuses(Code.Malformed, Code.AccountNotFound);
    }

    private static JsonResultOf<JobPageBody> List(AdminCaller caller, Jobs jobs, string? before = null, int? limit = null)
    {
        var page = jobs.ReadBefore(Pages.After<JobId>(before, JobId.TryParse), Pages.Limit(limit));
        var next = page.Count < Pages.Limit(limit) ? null : page[^1].Id.ToString();
        return new JsonResultOf<JobPageBody>(
            new JobPageBody([.. page.Select(job => JobAnswers.Body(job.Id, job.Job))], next), JsonShapes.Default.JobPageBody);
    }

    private static JsonResultOf<JobBody> Show(AdminCaller caller, string job, Jobs jobs)
    {
        var id = Pages.Id<JobId>(job, JobId.TryParse);
        return JobAnswers.Answer((id, jobs.Read(id) ?? throw new RefusalException(Code.NotFound, "There is no such job.")));
    }

    private static async Task<IResult> ExportAsync(AdminCaller caller, string account, AccountAdministration accounts, ExportWork exports, AuditLog audit)
    {
        var id = accounts.Require(account).Account;
        return JobAnswers.Answer(
            await audit.RunAsync(caller.Actor, "account.export", id.ToString(), () => exports.BeginAsync(id)), StatusCodes.Status202Accepted);
    }

    private static Task<IResult> DownloadAsync(AdminCaller caller, string job, ExportWork exports, AuditLog audit)
    {
        var id = Pages.Id<JobId>(job, JobId.TryParse);
        return audit.RunAsync(caller.Actor, "export.download", id.ToString(), () => Task.FromResult(ArchiveAnswer.Of(exports.Open(id), id)));
    }

    private static async Task<IResult> DeleteAsync(
        AdminCaller caller, string account, Body<AdminDeletionBody> body, AccountAdministration accounts, Deletions deletions, AuditLog audit)
    {
        var (id, removes) = (accounts.Require(account).Account, AccountDataEndpoints.RemovesMessages(body.Value.Messages));
        return JobAnswers.Answer(
            await audit.RunAsync(caller.Actor, "account.delete", id.ToString(), () => deletions.BeginAsync(id, removes, body.Value.GraceHours)),
            StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> CancelDeletionAsync(
        AdminCaller caller, string account, AccountAdministration accounts, Deletions deletions, AuditLog audit)
    {
        var id = accounts.Require(account).Account;
        await audit.RunAsync(caller.Actor, "account.undelete", id.ToString(), () => deletions.CancelAsync(id));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> AnnounceAsync(
        AdminCaller caller, Body<AnnouncementBody> body, AccountAdministration accounts, Announcements announcements, AuditLog audit)
    {
        var text = Announcements.RequireText(body.Value.Text);
        var id = body.Value.Account is { } one ? accounts.Require(one).Account : AccountId.None;
        return JobAnswers.Answer(
            await audit.RunAsync(caller.Actor, "announce", id.IsNone() ? "all" : id.ToString(), () => announcements.BeginAsync(text, id)),
            StatusCodes.Status202Accepted);
    }
}
