using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Searches;

/// <summary>`search`: full text over a large database, by somebody who may read a part of it.</summary>
internal static class SearchScenario
{
    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        await using var target = await TargetTable.StartAsync(arguments, cancellation);
        var history = await new SearchSetUp(arguments, target, new ProgressLine(arguments.JsonFile is not null)).MakeAsync(cancellation);
        var figures = new LoadFigures();
        var connection = target.Dialect.Connect(history.Searcher);
        connection.HandOver();
        var searcher = new Searcher(connection, (FastChatDialect)target.Dialect, history, figures, new Random(1));
        await using var run = new MeasuredRun(arguments, target, [new LoadLoop(0, [searcher], figures)]);
        var measured = await run.RunAsync(cancellation);
        return RunReport.Begin(arguments, target, measured, measured.Sum(f => f.Delivered)) with
        {
            AckUs = null,
            SearchUs = measured.Ack,
            SearchesPerS = Math.Round(measured.Sum(f => f.Acked) / measured.Seconds, 1),
            IndexCpuUsPerMsg = history.IndexCpuUsPerMsg,
            IndexShareOfText = Math.Round(history.IndexShareOfText, 3),
            Connections = 1,
            PerBlock = arguments.PerBlock,
            MessagesStored = history.MessagesEach * (long)arguments.Conversations,
            Lost = searcher.Wrong.Lost,
            Duplicated = searcher.Wrong.Duplicated,
            Altered = searcher.Wrong.Altered,
            Unacked = searcher.IsSettled ? 0 : 1,
        };
    }
}
