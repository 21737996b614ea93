using FastChat.Bench.Load.Targets;

namespace FastChat.Bench.Load.Processes;

/// <summary>A FastChat server of this run with its data, which may be stopped or killed and started again where it was.</summary>
internal sealed class OwnServer : ITargetProcess, IAsyncDisposable
{
    private readonly TemporaryDirectory? _directory;
    private readonly HeldPorts _ports;
    private readonly ServerSettings _settings;
    private ServerProcess _process;

    private OwnServer(TemporaryDirectory? directory, HeldPorts ports, ServerSettings settings, ServerProcess process) =>
        (_directory, _ports, _settings, _process) = (directory, ports, settings, process);

    public int Id => _process.Id;

    public TimeSpan StartUp => _process.StartUp;

    public Uri Http => _process.Http;

    /// <summary>Where its data lies; others may open it while the server is stopped.</summary>
    public ServerSettings Settings => _settings;

    /// <param name="keptDirectory">For its data, which stay; null: a temporary one.</param>
    /// <param name="cancellation">Ends the wait for its start.</param>
    public static async Task<OwnServer> StartAsync(string? keptDirectory, CancellationToken cancellation)
    {
        var ports = new HeldPorts();
        var directory = keptDirectory is null ? new TemporaryDirectory() : null;
        try
        {
            var settings = (directory?.Server ?? KeptSettings(keptDirectory!)).At(ports);
            return new OwnServer(directory, ports, settings, await ServerProcess.StartAsync(settings, cancellation));
        }
        catch
        {
            ports.Dispose();
            directory?.Dispose();
            throw;
        }
    }

    public RemoteAddress Address(TransportKind transport) => _process.Address(transport);

    public Task KillAsync() => _process.KillAsync();

    public Task StopAsync() => _process.StopAsync();

    /// <summary>On the same ports, after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        await _process.DisposeAsync();
        _process = await ServerProcess.StartAsync(_settings, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _ports.Dispose();
        _directory?.Dispose();
    }

    private static ServerSettings KeptSettings(string directory)
    {
        Directory.CreateDirectory(directory);
        return new ServerSettings(Path.Combine(directory, "data"), Path.Combine(directory, "key"));
    }
}
