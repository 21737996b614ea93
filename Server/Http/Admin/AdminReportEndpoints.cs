using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Administration;
using FastChat.Server.Http.Bodies.Admin;
using FastChat.Server.Routing;
using FastChat.Storage.Administration;
using Google.Protobuf;

namespace FastChat.Server.Http.Admin;

/// <summary>What members have reported.</summary>
internal static class AdminReportEndpoints
{
    public static void MapAdminReports(this RouteGroupBuilder admin)
    {
        admin.MapGet("/reports", List).WithName("adminListReports").WithSummary("Reports of messages: ?state=open (the default), resolved or all.").Refuses(Code.Malformed);
        admin.MapGet("/reports/{report}", ShowAsync).WithName("adminShowReport").WithSummary("A report with what was reported.").Produces<ReportBody>().Refuses(Code.NotFound);
        admin.MapPost("/reports/{report}/resolution", ResolveAsync).WithName("adminResolveReport").WithSummary("Say what was decided.")
            .Produces<ReportBody>().Refuses(Code.NotFound, Code.Malformed);
    }

    private static JsonResultOf<ReportPageBody> List(AdminCaller caller, Reports reports, string? state = null, string? before = null, int? limit = null)
    {
        if (state is not (null or "open" or "resolved" or "all")) throw new RefusalException(Code.Malformed, "state is open, resolved or all.");
        var (page, next) = reports.ReadBefore(Pages.After<ReportId>(before, ReportId.TryParse), Pages.Limit(limit), state ?? "open");
        return new JsonResultOf<ReportPageBody>(
            new ReportPageBody([.. page.Select(row => Body(row.Id, row.Report with { Content = [] }))], next.IsNone() ? null : next.ToString()),
            JsonShapes.Default.ReportPageBody);
    }

    private static Task<JsonResultOf<ReportBody>> ShowAsync(AdminCaller caller, string report, Reports reports, AuditLog audit)
    {
        var id = Pages.Id<ReportId>(report, ReportId.TryParse);
        return audit.RunAsync(caller.Actor, "report.show", id.ToString(), () => Task.FromResult(
            new JsonResultOf<ReportBody>(Body(id, reports.Require(id)), JsonShapes.Default.ReportBody)));
    }

    private static Task<JsonResultOf<ReportBody>> ResolveAsync(AdminCaller caller, string report, Body<ResolutionBody> body, Reports reports, AuditLog audit)
    {
        var (id, resolution) = (Pages.Id<ReportId>(report, ReportId.TryParse), Pages.Text(body.Value.Resolution, "resolution"));
        return audit.RunAsync(caller.Actor, "report.resolve", id.ToString(), async () => new JsonResultOf<ReportBody>(
            Body(id, await reports.ResolveAsync(id, caller.Actor, resolution) with { Content = [] }), JsonShapes.Default.ReportBody));
    }

    private static ReportBody Body(ReportId id, ReportRecord report) => new(
        id.ToString(),
        report.CreatedMs,
        report.Reporter.IsNone() ? null : report.Reporter.ToString(),
        report.Conversation.ToString(),
        (long)report.Sequence,
        report.Sender.IsNone() ? null : report.Sender.ToString(),
        ((ReportCategory)report.Category).ToString(),
        report.Note,
        Content(report.Content),
        report.ResolvedMs,
        report.ResolvedBy,
        report.Resolution);

    private static string? Content(byte[] content)
    {
        try
        {
            return content.Length == 0 ? null : JsonFormatter.Default.Format(MessageContent.Parser.ParseFrom(content));
        }
        catch (InvalidProtocolBufferException)
        {
            // An encrypted message's, or whatever its sender made of it.
            return Convert.ToBase64String(content);
        }
    }
}
