using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Returning;

/// <summary>`storm`: the server is killed under its connections, which have not read the last messages, and started again.</summary>
internal static class StormScenario
{
    private static readonly TimeSpan BackLimit = TimeSpan.FromMinutes(2);

    public static async Task<LoadReport> RunAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        await using var target = await TargetTable.StartAsync(arguments, cancellation);
        var own = target.Own!;
        var progress = new ProgressLine(arguments.JsonFile is not null);
        var connector = new Connector(own.Address(TransportKind.Tcp)) { BufferBytes = arguments.BufferBytes };
        var (devices, connections) = await MakeAsync(arguments, target, connector, cancellation);
        var start = Stopwatch.GetTimestamp();
        await own.KillAsync();
        foreach (var connection in connections)
            connection.Dispose(); // what they had not read is missed
        using var loop = new ReturnLoop(devices);
        var returning = Task.Factory.StartNew(
            () => loop.Run(start, BackLimit, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await own.StartAgainAsync(cancellation);
        var ready = Stopwatch.GetElapsedTime(start);
        using var looks = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!returning.IsCompleted && await looks.WaitForNextTickAsync(cancellation))
            progress.Show("returning", loop.Back);
        progress.Clear();
        var back = await returning;
        var wrong = ReturnReport.Checks(devices, arguments.Messages);
        return ReturnReport.Begin(arguments, target, loop, loop.Cpu, Stopwatch.GetElapsedTime(start), wrong) with
        {
            Connections = devices.Length,
            Back = back,
            ServerReadyMs = Math.Round(ready.TotalMilliseconds, 1),
            FailedConnects = devices.Sum(d => d.Failures),
            Delivered = devices.Sum(d => d.Logs.Sum(l => l.Check.Delivered)),
        };
    }

    /// <summary>Groups whose members are connected, and do not read the messages that their one writer then sends.</summary>
    private static async Task<(ReturningDevice[] Devices, LeanConnection[] Connections)> MakeAsync(
        LoadArguments arguments, LoadTarget target, Connector connector, CancellationToken cancellation)
    {
        var groups = (arguments.Connections + arguments.Members - 1) / arguments.Members;
        var accounts = await target.Accounts.TakeAsync(arguments.Connections + groups, cancellation);
        var members = accounts[groups..];
        var writers = await SetUpThreads.SelectAsync(accounts[..groups], (i, account) =>
        {
            var connection = target.Dialect.Connect(account);
            var lane = target.Dialect.OpenGroup(connection, members.Where((_, m) => m % groups == i).ToArray());
            return (Connection: connection, Lane: lane, Payload: new Payload(i + 1, arguments.PayloadBytes), Line: new SequenceLine());
        }, cancellation);
        var made = await SetUpThreads.SelectAsync(members, (i, account) =>
        {
            var group = writers[i % groups];
            var connection = connector.Open();
            var cursor = connection.Greet(account).Page.Cursor;
            var log = new MissedLog(group.Lane.Id, group.Payload, group.Line, group.Lane.HeadSequence);
            return (Connection: connection, Device: new ReturningDevice(account, cursor, [log], connector, new Random(i)));
        }, cancellation);
        foreach (var writer in writers)
        {
            new AckedWriter(writer.Connection, target.Dialect, writer.Lane, writer.Payload).Send(arguments.Messages);
            writer.Connection.Dispose();
        }
        return ([.. made.Select(m => m.Device)], [.. made.Select(m => m.Connection)]);
    }
}
