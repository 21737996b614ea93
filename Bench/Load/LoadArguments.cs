using System.Diagnostics.CodeAnalysis;
using FastChat.Bench.Load.Targets;
using FastChat.Protocol;

namespace FastChat.Bench.Load;

/// <summary>What `load` was asked to do. Which option does what stands in <see cref="LoadOptions"/>.</summary>
internal sealed record LoadArguments
{
    /// <summary>Options about a server that runs already.</summary>
    public static readonly IReadOnlyList<string> OfRemote = ["--http", "--trust", "--accounts"];

    private const int SdkPairs = 8; // each account costs a password hash and a store

    private static readonly string[] OfLeanClient = ["--batch", "--threads"];
    private static readonly string[] OfMany = ["--window", "--batch"];

    public required string Scenario { get; init; }

    /// <summary>A name of <see cref="TargetTable.Own"/>, or the address of a server that runs already.</summary>
    public string Target { get; init; } = "fastchat";

    /// <summary>Null: start a server of its own.</summary>
    public RemoteAddress? Remote { get; init; }

    /// <summary>Of the remote server; null: guessed from its address.</summary>
    public Uri? Http { get; init; }

    /// <summary>PEM certificates to trust instead of the machine's.</summary>
    public string? TrustFile { get; init; }

    /// <summary>Where accounts that were registered with a remote server are kept for later runs.</summary>
    public string? AccountsFile { get; init; }

    /// <summary>To the server that the run starts.</summary>
    public TransportKind Transport { get; init; } = TransportKind.Tcp;

    public int Pairs { get; init; } = 1;

    /// <summary>Of the group, beside the sender.</summary>
    public int Members { get; init; } = 1_000;

    /// <summary>Of idle, catchup (devices) and storm; of history: readers.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>History: stored in all. Catchup and storm: those that each device missed.</summary>
    public int Messages { get; init; } = 1;

    /// <summary>Of each of catchup's devices; of history in all.</summary>
    public int Conversations { get; init; } = 1;

    /// <summary>Stored messages in one block: 1 as at human rates.</summary>
    public int PerBlock { get; init; } = 1;

    /// <summary>Where the server's data are kept for later runs; null: nowhere.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Drives Client.Sdk instead of the lean client.</summary>
    public bool Sdk { get; init; }

    /// <summary>Of each of a connection's two buffers, to begin with.</summary>
    public int BufferBytes { get; init; } = 16 * 1024;

    public int Window { get; init; } = 1;

    /// <summary>Messages in one Send frame, at most.</summary>
    public int Batch { get; init; } = ProtocolLimits.UnackedSendsMax;

    /// <summary>Open loop: messages of all senders together; null: each sends as soon as its window has room.</summary>
    public int? RatePerSecond { get; init; }

    public int PayloadBytes { get; init; } = 128;

    public int Seconds { get; init; } = 10;

    public int WarmupSeconds { get; init; } = 3;

    public int Threads { get; init; } = 1;

    public string? JsonFile { get; init; }

    /// <summary>Gets a Markdown report, its figures as JSON, and a plot of the latencies.</summary>
    public string? ReportDirectory { get; init; }

    /// <summary>The next message waits until the last one is delivered, not only acked.</summary>
    public bool OneInFlight => Scenario == "latency" && RatePerSecond is null;

    /// <summary>What connections run over, as reports call it; each peer has one of its own.</summary>
    public string TransportName => Target switch
    {
        "raw" => "tcp",
        "signalr" => "ws",
        _ => (Remote?.Transport ?? Transport).ToString().ToLowerInvariant(),
    };

    public int Senders => Scenario == "fanout" ? 1 : Pairs;

    public static bool TryParse(
        ReadOnlySpan<string> args,
        [NotNullWhen(true)] out LoadArguments? arguments,
        [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        if (args.IsEmpty || ScenarioTable.Find(args[0]) is not { } scenario)
        {
            problem = $"Name a scenario: {string.Join(", ", ScenarioTable.All.Select(s => s.Name))}.";
            return false;
        }
        var defaults = args.Contains("--sdk")
            ? scenario.Defaults with { Pairs = Math.Min(scenario.Defaults.Pairs, SdkPairs) }
            : scenario.Defaults;
        if (args.Contains("--rate"))
            defaults = defaults with { Window = ProtocolLimits.UnackedSendsMax };
        string[] given = [.. args[1..]];
        if (!LoadOptions.TryApply(defaults, given, out arguments, out problem))
            return false;
        if (arguments.Sdk && (arguments.Target is "raw" or "signalr"))
            problem = "--sdk speaks to FastChat only.";
        else if (arguments.Sdk && Array.Find(given, OfLeanClient.Contains) is { } lean)
            problem = $"--sdk has no use for {lean}.";
        else if (arguments.OneInFlight && Array.Find(given, OfMany.Contains) is { } many)
            problem = $"latency has one message in flight and no use for {many}, unless --rate is given.";
        else if (args.Contains("--transport") && !arguments.TransportName.Equals(arguments.Transport.ToString(), StringComparison.OrdinalIgnoreCase))
            problem = $"--transport: {arguments.Target} is spoken to over {arguments.TransportName}.";
        else if (arguments.Remote is null && Array.Find(given, OfRemote.Contains) is { } option)
            problem = $"{option} is about a server that runs: name it with --target.";
        return problem is null;
    }
}
