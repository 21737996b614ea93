using System.Diagnostics;
using System.Net;
using FastChat.Bench.Load.Processes;

namespace FastChat.Bench.Peers;

/// <summary>A peer as a process of its own: this program once more. It is always ended by its process id.</summary>
internal sealed class PeerProcess : ITargetProcess, IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public TimeSpan StartUp { get; private set; }

    public IPEndPoint Tcp { get; private set; } = new(IPAddress.None, 0);

    public static async Task<PeerProcess> StartAsync(PeerKind kind, CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PeerProcess).Assembly.Location, "peer", kind.ToString(), "--port", "0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["DOTNET_gcServer"] = "1"; // as FastChat's server has it
        var watch = Stopwatch.StartNew();
        var peer = new PeerProcess(Process.Start(start)!);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(ReadyWithin);
            var line = await peer._process.StandardOutput.ReadLineAsync(limit.Token);
            peer.Tcp = IPEndPoint.Parse(line ?? throw new IOException($"the peer {kind} ended before it listened"));
            peer.StartUp = watch.Elapsed;
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
