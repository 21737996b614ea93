namespace FastChat.Server.Transport;

/// <summary>Says goodbye to all connections before anything else of the server stops.</summary>
internal sealed class ConnectionShutdown(ConnectionSweep sweep) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => sweep.CloseAllAsync().WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
