using FastChat.Server.Http.Bodies.Admin;
using FastChat.Storage;

namespace FastChat.Server.Http.Admin;

/// <summary>Reading what administrators did.</summary>
internal static class AdminAuditEndpoint
{
    public static void MapAdminAudit(this RouteGroupBuilder admin) =>
        admin.MapGet("/audit", Read).WithName("adminReadAudit").WithSummary("The audit log, the newest rows first.");

    private static JsonResultOf<AuditPageBody> Read(AdminCaller caller, ChatDatabase database, long? before = null, int? limit = null)
    {
        var rows = database.Administration.Audit.ReadBefore((ulong)Math.Max(0, before ?? 0), Pages.Limit(limit))
            .Select(row => new AuditRowBody((long)row.Sequence, row.Record.TimeMs, row.Record.Actor, row.Record.Action, row.Record.Target, row.Record.Outcome))
            .ToList();
        return new JsonResultOf<AuditPageBody>(
            new AuditPageBody(rows, rows is [.., { Sequence: > 1 and var last }] ? last : null), JsonShapes.Default.AuditPageBody);
    }
}
