using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Histories;

/// <summary>Makes the database of `history`, or takes one that was kept.</summary>
internal sealed class HistorySetUp(LoadArguments arguments, LoadTarget target, HistoryManifest? kept, ProgressLine progress)
{
    private const string AccountPrefix = "history"; // the same in later runs
    private readonly OwnServer _server = target.Own!;

    /// <summary>The accounts that read, with tokens of now.</summary>
    public SeededAccount[] Readers { get; private set; } = [];

    public async Task<HistoryManifest> OpenAsync(CancellationToken cancellation)
    {
        using var http = new ServerHttp(_server.Http);
        var accounts = await http.SeedAsync(arguments.Connections + 1, AccountPrefix, cancellation);
        Readers = accounts[1..];
        if (kept is not null)
            return kept;
        var made = await BuildAsync(accounts[0], cancellation);
        if (arguments.DataDirectory is { } directory)
            made.Write(directory);
        return made;
    }

    private async Task<HistoryManifest> BuildAsync(SeededAccount writer, CancellationToken cancellation)
    {
        var lanes = await LanesAsync(writer, cancellation);
        var logs = lanes.Select((l, i) => new StoredLog(l.Id, writer.Id, writer.Device, new Payload(i + 1, arguments.PayloadBytes))).ToArray();
        var each = HistoryManifest.Each(arguments);
        await _server.StopAsync();
        using (var builder = new HistoryBuilder(_server.Settings, new PayloadContent(arguments.PayloadBytes)))
        {
            builder.Add(logs, each, arguments.PerBlock, stored => progress.Show("storing", stored), cancellation);
            builder.Settle();
        }
        progress.Clear();
        await _server.StartAgainAsync(cancellation);
        var first = lanes[0].HeadSequence + 1;
        return new HistoryManifest(
            each, arguments.PerBlock, arguments.PayloadBytes, arguments.Connections, [.. lanes.Select(l => l.Id.ToString())], first);
    }

    /// <summary>Groups that one account writes into and all readers may read.</summary>
    private Task<Lane[]> LanesAsync(SeededAccount writer, CancellationToken cancellation) => Task.Run(() =>
    {
        using var connection = target.Dialect.Connect(writer);
        var lanes = new Lane[arguments.Conversations];
        for (var i = 0; i < lanes.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            lanes[i] = target.Dialect.OpenGroup(connection, Readers);
        }
        return lanes;
    }, cancellation);
}
