using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using FastChat.Bench.Load.Pairs;
using FastChat.Protocol;

namespace FastChat.Bench.Load;

/// <summary>What `load` was asked to do.</summary>
internal sealed record LoadArguments
{
    public const string Usage = """
        usage: load direct|latency [--target fastchat|HOST:PORT] [--http URL] [--pairs N] [--window N] [--batch N]
                    [--payload BYTES] [--seconds N] [--warmup N] [--threads N] [--json FILE]

          direct     64 pairs, 64 unacked messages each: throughput and server CPU per message
          latency    1 pair, 1 message in flight: send, durable, delivered

          --target   fastchat: starts a server of its own (default). HOST:PORT: a running server's TCP listener, with
                     Seeding:Enabled; its HTTP address is --http (default http://HOST:8080)
          --window   unacked messages per sender, at most 256
          --batch    messages in one Send frame, at most; default: as many as the window has room for
          --json     writes the result to FILE and prints nothing else but errors
        """;

    private static readonly string[] Scenarios = ["direct", "latency"];
    private static readonly string[] LaterTargets = ["raw", "signalr"];

    public required string Scenario { get; init; }

    /// <summary>Null: start a server of its own.</summary>
    public DnsEndPoint? Target { get; init; }

    public Uri? Http { get; init; }

    public required int Pairs { get; init; }

    public required int Window { get; init; }

    /// <summary>Messages in one Send frame, at most.</summary>
    public required int Batch { get; init; }

    public int PayloadBytes { get; init; } = 128;

    public int Seconds { get; init; } = 10;

    public int WarmupSeconds { get; init; } = 3;

    public int Threads { get; init; } = 1;

    public string? JsonFile { get; init; }

    /// <summary>The next message waits until the last one is delivered, not only acked.</summary>
    public bool OneInFlight => Scenario == "latency";

    public static bool TryParse(
        ReadOnlySpan<string> args,
        [NotNullWhen(true)] out LoadArguments? arguments,
        [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        if (args.IsEmpty || !Scenarios.Contains(args[0]))
            return Fail($"Name a scenario: {string.Join(" or ", Scenarios)}.", out problem);
        var latency = args[0] == "latency";
        var parsed = new LoadArguments
        {
            Scenario = args[0],
            Pairs = latency ? 1 : 64,
            Window = latency ? 1 : 64,
            Batch = ProtocolLimits.UnackedSendsMax,
        };
        for (var i = 1; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                return Fail($"{args[i]} needs a value.", out problem);
            if (Apply(parsed, args[i], args[i + 1], out var wrong) is not { } next)
                return Fail(wrong ?? args[i], out problem);
            parsed = next;
        }
        arguments = parsed;
        problem = null;
        return true;
    }

    private static LoadArguments? Apply(LoadArguments to, string name, string value, out string? problem)
    {
        problem = null;
        switch (name)
        {
            case "--target" when value == "fastchat":
                return to;
            case "--target" when LaterTargets.Contains(value):
                problem = $"The target '{value}' is not available in this version: use fastchat or HOST:PORT.";
                return null;
            case "--target" when TryEndPoint(value) is { } endPoint:
                return to with { Target = endPoint };
            case "--http" when Uri.TryCreate(value, UriKind.Absolute, out var http):
                return to with { Http = http };
            case "--json":
                return to with { JsonFile = value };
            case "--pairs" when Number(value, 1, 9_000) is { } n:
                return to with { Pairs = n };
            case "--window" when Number(value, 1, ProtocolLimits.UnackedSendsMax) is { } n:
                return to with { Window = n };
            case "--batch" when Number(value, 1, ProtocolLimits.UnackedSendsMax) is { } n:
                return to with { Batch = n };
            case "--payload" when Number(value, Payload.BytesMin, ProtocolLimits.MessageBytesMax) is { } n:
                return to with { PayloadBytes = n };
            case "--seconds" when Number(value, 1, 86_400) is { } n:
                return to with { Seconds = n };
            case "--warmup" when Number(value, 0, 600) is { } n:
                return to with { WarmupSeconds = n };
            case "--threads" when Number(value, 1, 64) is { } n:
                return to with { Threads = n };
            default:
                problem = $"{name} {value} is unknown or out of range.";
                return null;
        }
    }

    private static DnsEndPoint? TryEndPoint(string value) =>
        value.LastIndexOf(':') is > 0 and var colon && Number(value[(colon + 1)..], 1, 65_535) is { } port
            ? new DnsEndPoint(value[..colon].Trim('[', ']'), port)
            : null;

    private static int? Number(string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? n : null;

    private static bool Fail(string text, out string problem)
    {
        problem = text;
        return false;
    }
}
