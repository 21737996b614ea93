using FastChat.Bench.Load;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Load.Wire;
using FastChat.Bench.Peers.Raw;
using FastChat.Bench.Peers.SignalR;

namespace FastChat.Bench.Peers;

/// <summary>A peer as a target: its process, and how it is spoken to.</summary>
internal static class PeerTargets
{
    public static Task<LoadTarget> RawAsync(LoadArguments arguments, CancellationToken cancellation) =>
        StartAsync(PeerKind.Raw, arguments.Target, peer => new RawDialect(peer.Tcp), cancellation);

    public static Task<LoadTarget> SignalRAsync(LoadArguments arguments, CancellationToken cancellation) =>
        StartAsync(PeerKind.SignalR, arguments.Target, peer => new HubDialect(peer.Tcp), cancellation);

    private static async Task<LoadTarget> StartAsync(
        PeerKind kind, string name, Func<PeerProcess, IDialect> dialect, CancellationToken cancellation)
    {
        var peer = await PeerProcess.StartAsync(kind, cancellation);
        return new LoadTarget { Name = name, Dialect = dialect(peer), Accounts = new PeerAccounts(), Process = peer, Owned = [peer] };
    }
}
