using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Peers;

namespace FastChat.Bench.Load.Targets;

/// <summary>The servers that a run can start by name, and how it reaches those that run already.</summary>
internal static class TargetTable
{
    /// <summary>By the name that `--target` gives.</summary>
    public static IReadOnlyDictionary<string, Func<LoadArguments, CancellationToken, Task<LoadTarget>>> Own { get; } =
        new Dictionary<string, Func<LoadArguments, CancellationToken, Task<LoadTarget>>>
        {
            ["fastchat"] = StartAsync,
            ["raw"] = PeerTargets.RawAsync,
            ["signalr"] = PeerTargets.SignalRAsync,
        };

    public static Task<LoadTarget> OpenAsync(LoadArguments arguments, CancellationToken cancellation) => arguments.Remote is { } remote
        ? ReachAsync(arguments, remote, cancellation)
        : Own[arguments.Target](arguments, cancellation);

    /// <summary>A FastChat server that the caller started and ends.</summary>
    public static LoadTarget Of(string name, ServerProcess server)
    {
        var http = new ServerHttp(server.Http);
        return new LoadTarget
        {
            Name = name,
            Dialect = new FastChatDialect(new Connector(server.Address(TransportKind.Tcp))),
            Accounts = new SeededAccounts(http),
            Process = server,
            Metrics = http,
        };
    }

    /// <summary>The target is this run's own FastChat server.</summary>
    public static async Task<LoadTarget> StartAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        if (arguments.Remote is not null || arguments.Target != "fastchat")
            throw new IOException($"{arguments.Scenario} starts, stops and fills its server itself: --target is fastchat");
        var server = await OwnServer.StartAsync(arguments.DataDirectory, cancellation);
        var http = new ServerHttp(server.Http);
        return new LoadTarget
        {
            Name = arguments.Target,
            Dialect = new FastChatDialect(new Connector(server.Address(arguments.Transport)) { BufferBytes = arguments.BufferBytes }),
            Accounts = new SeededAccounts(http),
            Process = server,
            Own = server,
            Metrics = http,
            Owned = [server],
        };
    }

    private static async Task<LoadTarget> ReachAsync(LoadArguments arguments, RemoteAddress remote, CancellationToken cancellation)
    {
        var trust = TrustedCertificates.PolicyOf(arguments.TrustFile);
        var http = new ServerHttp(arguments.Http ?? remote.Http, trust);
        var connector = new Connector(remote) { Trust = trust, BufferBytes = arguments.BufferBytes };
        connector.Open().Dispose(); // before it registers accounts that nothing would use
        var seeds = arguments.AccountsFile is null && await http.OffersSeedingAsync(cancellation);
        return new LoadTarget
        {
            Name = arguments.Target,
            Dialect = new FastChatDialect(connector),
            Accounts = seeds ? new SeededAccounts(http) : new PublicAccounts(http, arguments.AccountsFile),
            Metrics = http,
        };
    }
}
