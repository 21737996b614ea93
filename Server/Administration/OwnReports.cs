using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Administration;

namespace FastChat.Server.Administration;

/// <summary>Takes an account out of the reports: its name and words from those it made, and what it wrote from those about it.</summary>
internal sealed class OwnReports(ChatDatabase database, ServerRecords records)
{
    public async Task ForgetAsync(AccountId account, bool removesMessages)
    {
        var after = ReportId.None;
        while (database.Administration.Reports.ReadAfter(after, 256) is { Count: > 0 } page)
        {
            foreach (var (id, report) in page.Where(row => row.Record.Reporter == account || row.Record.Sender == account))
            {
                var isReporter = report.Reporter == account;
                var changed = report with
                {
                    Reporter = isReporter ? AccountId.None : report.Reporter,
                    Note = isReporter ? "" : report.Note,
                    Content = report.Sender == account && removesMessages ? [] : report.Content,
                };
                await records.RunAsync(batch =>
                {
                    if (database.Administration.Reports.Read(id) is not null) database.Administration.Reports.Put(batch, id, changed);
                });
            }

            after = page[^1].Id;
        }
    }
}
