using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Histories;

/// <summary>`history`: random pages of a large database.</summary>
internal static class HistoryScenario
{
    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        var kept = HistoryManifest.Read(arguments);
        await using var target = await TargetTable.StartAsync(arguments, cancellation);
        var setUp = new HistorySetUp(arguments, target, kept, new ProgressLine(arguments.JsonFile is not null));
        var history = await setUp.OpenAsync(cancellation);
        var payloads = history.Conversations.Select((_, i) => new Payload(i + 1, history.PayloadBytes)).ToArray();
        var figures = new LoadFigures();
        var readers = setUp.Readers.Select((account, i) =>
        {
            var connection = target.Dialect.Connect(account);
            connection.HandOver();
            return new HistoryReader(connection, (FastChatDialect)target.Dialect, history, payloads, figures, new Random(i));
        }).ToArray();
        await using var run = new MeasuredRun(arguments, target, [new LoadLoop(0, readers, figures)]);
        var measured = await run.RunAsync(cancellation);
        var wrong = readers.Aggregate(default(CheckSums), (sum, reader) => sum + reader.Wrong);
        return RunReport.Begin(arguments, target, measured, measured.Sum(f => f.Delivered)) with
        {
            AckUs = null,
            PageUs = measured.Ack,
            PagesPerS = Math.Round(measured.Sum(f => f.Acked) / measured.Seconds, 1),
            Connections = readers.Length,
            PayloadBytes = history.PayloadBytes,
            PerBlock = history.PerBlock,
            MessagesStored = history.Messages * (long)history.Conversations.Count,
            Lost = wrong.Lost,
            Altered = wrong.Altered,
            Unacked = readers.Count(r => !r.IsSettled),
        };
    }
}
