using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Streams;

/// <summary>Connects senders and receivers and makes their conversations, before the loops run.</summary>
internal sealed class StreamSetUp(LoadArguments arguments, LoadTarget target)
{
    private readonly IDialect _dialect = target.Dialect;
    private readonly LoadFigures[] _figures = [.. Enumerable.Range(0, arguments.Threads).Select(_ => new LoadFigures())];
    private readonly List<LoadEnd>[] _ends = [.. Enumerable.Range(0, arguments.Threads).Select(_ => new List<LoadEnd>())];
    private readonly StreamSettings _settings = new(arguments.Window, arguments.Batch, arguments.PayloadBytes);

    public List<StreamSender> Senders { get; } = [];

    public List<StreamReceiver> Receivers { get; } = [];

    /// <summary>A sender and a receiver each, on the same loop.</summary>
    public async Task PairsAsync(CancellationToken cancellation)
    {
        var accounts = await target.Accounts.TakeAsync(2 * arguments.Pairs, cancellation);
        var connected = await SetUpThreads.SelectAsync([.. Enumerable.Range(0, arguments.Pairs)], (i, _) =>
        {
            var owner = _dialect.Connect(accounts[2 * i]);
            var lane = _dialect.OpenDirect(owner, accounts[(2 * i) + 1]);
            return (Owner: owner, Lane: lane, Member: _dialect.Connect(accounts[(2 * i) + 1]));
        }, cancellation);
        foreach (var (i, pair) in connected.Index())
        {
            var payload = new Payload(i + 1, arguments.PayloadBytes);
            var sender = AddSender(pair.Owner, pair.Lane, payload, i);
            AddReceiver(pair.Member, pair.Lane, payload, sender, loop: i, wakes: arguments.OneInFlight);
        }
    }

    /// <summary>One sender; the members of its group over all loops.</summary>
    public async Task GroupAsync(CancellationToken cancellation)
    {
        var accounts = await target.Accounts.TakeAsync(arguments.Members + 1, cancellation);
        var owner = _dialect.Connect(accounts[0]);
        var lane = _dialect.OpenGroup(owner, accounts[1..]);
        var payload = new Payload(seed: 1, arguments.PayloadBytes);
        var sender = AddSender(owner, lane, payload, loop: 0);
        var members = await SetUpThreads.SelectAsync(accounts[1..], (_, account) => _dialect.Connect(account), cancellation);
        foreach (var (i, member) in members.Index())
            AddReceiver(member, lane, payload, sender, loop: i, wakes: false);
    }

    public LoadLoop[] Loops() => [.. _ends.Index().Select(l => new LoadLoop(l.Index, [.. l.Item], _figures[l.Index]))];

    private StreamSender AddSender(LeanConnection connection, Lane lane, Payload payload, int loop)
    {
        connection.HandOver();
        var senders = arguments.Senders;
        var pace = arguments.RatePerSecond is { } rate ? new Pace((double)rate / senders, (double)Senders.Count / senders) : null;
        var sender = new StreamSender(connection, _dialect, lane, payload, _settings, _figures[loop % _figures.Length], pace);
        Senders.Add(sender);
        _ends[loop % _ends.Length].Add(sender);
        return sender;
    }

    private void AddReceiver(LeanConnection connection, Lane lane, Payload payload, StreamSender sender, int loop, bool wakes)
    {
        connection.HandOver();
        var figures = _figures[loop % _figures.Length];
        var receiver = new StreamReceiver(connection, _dialect, lane, payload, sender, figures) { Wakes = wakes ? sender : null };
        if (wakes)
            sender.Awaited = receiver;
        Receivers.Add(receiver);
        _ends[loop % _ends.Length].Add(receiver);
    }
}
