using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Sdk;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Streams;

/// <summary>
/// `direct` and `latency`: pairs of a sender and a receiver, each with a direct conversation of its own. `fanout`: one sender, a
/// group of online members.
/// </summary>
internal static class StreamScenario
{
    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        if (arguments.Sdk)
            return await SdkScenario.RunAsync(arguments, cancellation);
        await using var target = await TargetTable.OpenAsync(arguments, cancellation);
        return await RunAsync(arguments, target, cancellation);
    }

    public static async Task<LoadReport> RunAsync(LoadArguments arguments, LoadTarget target, CancellationToken cancellation)
    {
        var setUp = new StreamSetUp(arguments, target);
        var rssBefore = target.ResidentBytes;
        if (arguments.Scenario == "fanout")
            await setUp.GroupAsync(cancellation);
        else
            await setUp.PairsAsync(cancellation);
        var rssPerConnection = (target.ResidentBytes - rssBefore) / (setUp.Senders.Count + setUp.Receivers.Count);
        await using var run = new MeasuredRun(arguments, target, setUp.Loops());
        var figures = await run.RunAsync(cancellation);
        return StreamReport.Write(arguments, target, setUp, figures) with { RssPerConnectionBytes = rssPerConnection };
    }
}
