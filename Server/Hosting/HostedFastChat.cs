
namespace FastChat.Server.Hosting;

/// <summary>The server of a host that called AddFastChat.</summary>
public sealed class HostedFastChat : IHostedService, IAsyncDisposable
{
    private readonly ServerOptions _options;
    private readonly FastChatHooks? _hooks;
    private readonly ILoggerFactory? _logs;
    private readonly TimeProvider? _time;
    private FastChatServer? _server;

    internal HostedFastChat(ServerOptions options, FastChatHooks? hooks, ILoggerFactory? logs, TimeProvider? time)
    {
        _options = options;
        _hooks = hooks;
        _logs = logs;
        _time = time;
    }

    /// <summary>The running server.</summary>
    /// <exception cref="InvalidOperationException">The host has not started it, or has stopped it.</exception>
    public FastChatServer Server => _server ?? throw new InvalidOperationException("The server does not run.");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        _server = await FastChatServer.StartAsync(_options, _hooks ?? new FastChatHooks(), _logs, _time, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server) await server.DisposeAsync();
    }
}
