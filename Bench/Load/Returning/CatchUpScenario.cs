using FastChat.Bench.Load.Histories;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;
using FastChat.Protocol;

namespace FastChat.Bench.Load.Returning;

/// <summary>`catchup`: many devices come back at once, each having missed messages in several conversations.</summary>
internal static class CatchUpScenario
{
    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        await using var target = await TargetTable.StartAsync(arguments, cancellation);
        var progress = new ProgressLine(arguments.JsonFile is not null);
        var (devices, logs) = await MakeAsync(arguments, target, cancellation);
        await FillAsync(arguments, target.Own!, logs, progress, cancellation);
        using var loop = new ReturnLoop(devices);
        var rounds = new CatchUpRounds(loop, devices, Each(arguments), progress);
        await rounds.RunAsync("warm-up", TimeSpan.FromSeconds(arguments.WarmupSeconds), cancellation);
        loop.TimeToBack.Reset();
        loop.Lag.Reset();
        var warmUpCpu = loop.Cpu;
        var (cpu, ownCpu, allocated) = (target.Cpu, ProcessFigures.Cpu(Environment.ProcessId), await target.AllocatedBytesAsync(cancellation));
        var (count, time) = await rounds.RunAsync("measuring", TimeSpan.FromSeconds(arguments.Seconds), cancellation);
        var stored = logs.Count * (long)Each(arguments);
        var delivered = count * stored;
        progress.Clear();
        return ReturnReport.Begin(arguments, target, loop, loop.Cpu - warmUpCpu, time, rounds.Wrong) with
        {
            WarmupSeconds = arguments.WarmupSeconds,
            Connections = devices.Length,
            PerBlock = arguments.PerBlock,
            MessagesStored = stored,
            Delivered = delivered,
            DeliveredPerS = Math.Round(delivered / time.TotalSeconds, 1),
            ServerCpuUsPerMsg = RunReport.Ratio((target.Cpu - cpu)?.TotalMicroseconds, delivered),
            ClientCpuUsPerMsg = RunReport.Ratio((ProcessFigures.Cpu(Environment.ProcessId) - ownCpu).TotalMicroseconds, delivered),
            ServerAllocatedBytesPerMsg = RunReport.Ratio(await target.AllocatedBytesAsync(cancellation) - allocated, delivered),
        };
    }

    /// <summary>The devices with a direct conversation with each of the same few peers, and a cursor from before anything was said.</summary>
    private static async Task<(ReturningDevice[] Devices, List<StoredLog> Logs)> MakeAsync(
        LoadArguments arguments, LoadTarget target, CancellationToken cancellation)
    {
        var accounts = await target.Accounts.TakeAsync(arguments.Connections + arguments.Conversations, cancellation);
        var peers = accounts[arguments.Connections..];
        var connector = new Connector(target.Own!.Address(TransportKind.Tcp));
        var made = await SetUpThreads.SelectAsync(accounts[..arguments.Connections], (i, account) =>
        {
            using var connection = target.Dialect.Connect(account);
            var stored = new StoredLog[peers.Length];
            var missed = new MissedLog[peers.Length];
            for (var p = 0; p < peers.Length; p++)
            {
                var lane = target.Dialect.OpenDirect(connection, peers[p]);
                var payload = new Payload((i * peers.Length) + p + 1, arguments.PayloadBytes);
                stored[p] = new StoredLog(lane.Id, peers[p].Id, peers[p].Device, payload);
                missed[p] = new MissedLog(lane.Id, payload, new SequenceLine(), lane.HeadSequence);
            }
            var cursor = connection.Ask(new ClientFrame { Sync = new Sync { Limit = (uint)peers.Length } }).SyncPage.Cursor;
            return (Device: new ReturningDevice(account, cursor, missed, connector, new Random(i)), Stored: stored);
        }, cancellation);
        return ([.. made.Select(m => m.Device)], [.. made.SelectMany(m => m.Stored)]);
    }

    private static async Task FillAsync(
        LoadArguments arguments, OwnServer server, List<StoredLog> logs, ProgressLine progress, CancellationToken cancellation)
    {
        await server.StopAsync();
        using (var builder = new HistoryBuilder(server.Settings, new PayloadContent(arguments.PayloadBytes)))
        {
            builder.Add(logs, Each(arguments), arguments.PerBlock, stored => progress.Show("storing", stored), cancellation);
            builder.Settle();
        }
        await server.StartAgainAsync(cancellation);
    }

    /// <summary>Messages of each conversation.</summary>
    private static int Each(LoadArguments arguments) => Math.Max(1, arguments.Messages / arguments.Conversations);
}
