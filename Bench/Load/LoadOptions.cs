using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Load.Targets;
using FastChat.Protocol;

namespace FastChat.Bench.Load;

/// <summary>The options of `load`: each name with what it takes, means and does.</summary>
internal static class LoadOptions
{
    private static readonly string[] Pairs = ["direct", "latency"];
    private static readonly string[] Streams = ["direct", "latency", "fanout"];

    /// <summary>The others stop, fill, kill and start their server themselves.</summary>
    private static readonly string[] AnyServer = [.. Streams, "idle"];
    private static readonly string[] Filled = ["catchup", "history", "search"];

    /// <summary>Storm ends when everybody is back.</summary>
    private static readonly string[] Timed = [.. AnyServer, .. Filled];

    private static readonly LoadOption[] All =
    [
        new("--target", "SERVER", "fastchat (default): starts a server of its own; HOST:PORT or tcp|tls|ws|wss://HOST:PORT: one that runs", Target, AnyServer),
        new("--http", "URL", "the HTTP address of a server that runs (default: its WebSocket's, or port 8080, with TLS 8443)",
            (to, value) => Uri.TryCreate(value, UriKind.Absolute, out var http) ? to with { Http = http } : null, AnyServer),
        new("--trust", "FILE", "PEM certificates that a server that runs may show, instead of those that the machine trusts",
            (to, value) => to with { TrustFile = value }, AnyServer),
        new("--accounts", "FILE", "keeps the accounts that it registers with a server that runs, and uses them again",
            (to, value) => to with { AccountsFile = value }, AnyServer),
        new("--transport", "KIND", "tcp or ws: how the server is spoken to that the run starts", (to, value) => value switch
        {
            "tcp" => to with { Transport = TransportKind.Tcp },
            "ws" => to with { Transport = TransportKind.Ws },
            _ => null,
        }, [.. AnyServer, "history", "search"]),
        Number("--pairs", 1, 9_000, "pairs of direct and latency", (to, n) => to with { Pairs = n }, Pairs),
        Number("--members", 1, 10_000, "of fanout's group, beside the sender; of each of storm's groups; search: conversations of the one who searches", (to, n) => to with { Members = n }, ["fanout", "storm", "search"]),
        Number("--connections", 1, 100_000, "of idle and storm; catchup's devices; history's readers", (to, n) => to with { Connections = n }, ["idle", "storm", "catchup", "history"]),
        Number("--messages", 1, 1_000_000_000, "history, search: stored in all; catchup, storm: that each device missed", (to, n) => to with { Messages = n }, [.. Filled, "storm"]),
        Number("--conversations", 1, 100_000, "catchup: of each device, at most 100; history, search: in all", (to, n) => to with { Conversations = n }, Filled),
        Number("--per-block", 1, ProtocolLimits.BlockEntriesMax, "stored messages in one block: 1 as at human rates, 64 as under load",
            (to, n) => to with { PerBlock = n }, Filled),
        new("--data", "DIR", "keeps history's database, and uses it again", (to, value) => to with { DataDirectory = value }, ["history"]),
        Number("--window", 1, ProtocolLimits.UnackedSendsMax, "unacked messages per sender", (to, n) => to with { Window = n }, Streams),
        Number("--batch", 1, ProtocolLimits.UnackedSendsMax, "messages in one Send frame, at most", (to, n) => to with { Batch = n }, Streams),
        Number("--rate", 1, 100_000_000, "messages a second in all, sent at fixed times; latencies count from these times; --window is 256 then unless it is given",
            (to, n) => to with { RatePerSecond = n }, Streams),
        new("--sdk", "", "direct and latency: drives Client.Sdk instead of the lean client; 8 pairs by default", (to, _) => to with { Sdk = true }, Pairs),
        Number("--payload", Payload.BytesMin, ProtocolLimits.MessageBytesMax, "bytes of a message", (to, n) => to with { PayloadBytes = n }, [.. Streams, "catchup", "history", "storm"]),
        Number("--seconds", 1, 86_400, "measured time", (to, n) => to with { Seconds = n }, Timed),
        Number("--warmup", 0, 600, "seconds before it", (to, n) => to with { WarmupSeconds = n }, Timed),
        Number("--threads", 1, 64, "threads of the generator", (to, n) => to with { Threads = n }, Streams),
        new("--report", "DIR", "writes a report with a plot of the latencies there", (to, value) => to with { ReportDirectory = value }),
        new("--json", "FILE", "writes the result to FILE and prints nothing else but errors", (to, value) => to with { JsonFile = value }),
    ];

    public static string Usage { get; } = string.Join('\n', [
        "usage: load SCENARIO [options]",
        "",
        .. ScenarioTable.All.Select(s => $"  {s.Name,-10} {s.Summary}"),
        "",
        .. All.Select(o => $"  {o.Name + ' ' + o.Takes,-20} {o.Means}"),
    ]);

    public static bool TryApply(
        LoadArguments defaults,
        ReadOnlySpan<string> args,
        [NotNullWhen(true)] out LoadArguments? arguments,
        [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        var parsed = defaults;
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (Array.Find(All, o => o.Name == name) is not { } option)
                return Fail($"{name} is unknown.", out problem);
            if (option.Scenarios is { } users && !users.Contains(defaults.Scenario))
                return Fail($"{defaults.Scenario} has no use for {name}: it belongs to {string.Join(", ", users)}.", out problem);
            if (option is { Takes.Length: > 0 } && ++i == args.Length)
                return Fail($"{name} needs a value.", out problem);
            var value = args[i];
            if (option.Apply(parsed, value) is not { } next)
                return Fail($"{name} {value} is unknown or out of range.", out problem);
            parsed = next;
        }
        arguments = parsed;
        problem = null;
        return true;
    }

    private static LoadArguments? Target(LoadArguments to, string value)
    {
        if (TargetTable.Own.ContainsKey(value))
            return to with { Target = value, Remote = null };
        return RemoteAddress.TryParse(value, out var remote) ? to with { Target = value, Remote = remote } : null;
    }

    private static LoadOption Number(
        string name, int min, int max, string means, Func<LoadArguments, int, LoadArguments> apply, string[]? scenarios = null) =>
        new(name, "N", means, (to, value) =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? apply(to, n) : null, scenarios);

    private static bool Fail(string text, out string problem)
    {
        problem = text;
        return false;
    }
}
