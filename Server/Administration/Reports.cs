using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>Reports as administrators read and resolve them; members make them by `ReportMessage`.</summary>
internal sealed class Reports(ChatDatabase database, ServerRecords records, TimeProvider time)
{
    /// <summary>Rows looked through for one page; a page may be shorter than asked, and `Next` goes on after it.</summary>
    private const int LookedAtMax = 5_000;

    public (IReadOnlyList<(ReportId Id, ReportRecord Report)> Page, ReportId Next) ReadBefore(ReportId before, int limit, string state)
    {
        var page = new List<(ReportId, ReportRecord)>();
        var (looked, from) = (0, before);
        while (looked < LookedAtMax)
        {
            var rows = database.Administration.Reports.ReadBefore(from, limit);
            foreach (var (id, report) in rows)
            {
                looked++;
                from = id;
                if (state == "all" || (state == "open") == (report.ResolvedMs == 0)) page.Add((id, report));
                if (page.Count == limit) return (page, id);
            }

            if (rows.Count < limit) return (page, ReportId.None);
        }

        return (page, from);
    }

    public ReportRecord Require(ReportId id) =>
        database.Administration.Reports.Read(id) ?? throw new RefusalException(Code.NotFound, "There is no such report.");

    /// <summary>What was decided; a later decision takes the place of an earlier one.</summary>
    public Task<ReportRecord> ResolveAsync(ReportId id, string actor, string resolution) => records.RunAsync(batch =>
    {
        var resolved = Require(id) with { ResolvedMs = time.GetUtcNow().ToUnixTimeMilliseconds(), ResolvedBy = actor, Resolution = resolution };
        database.Administration.Reports.Put(batch, id, resolved);
        return resolved;
    });
}
