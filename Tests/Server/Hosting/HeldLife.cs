using FastChat.Server.Hosting;
using FastChat.Server.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastChat.Tests.Server.Hosting;

/// <summary>Holds a server when it listens and has not started, and again when it closes connections and has not stopped.</summary>
internal sealed class HeldLife : IHostedLifecycleService
{
    private readonly TaskCompletionSource<Uri> _listening = New<Uri>();
    private readonly TaskCompletionSource<bool> _stopping = New<bool>();
    private readonly TaskCompletionSource<bool> _start = New<bool>();
    private readonly TaskCompletionSource<bool> _stop = New<bool>();
    private Listeners _listeners = null!;

    /// <summary>The HTTP address, once the start is held.</summary>
    public Task<Uri> Listening => _listening.Task;

    /// <summary>Completes when the stop is held.</summary>
    public Task Stopping => _stopping.Task;

    /// <summary>First of all services, and so the last one that is told of a stop.</summary>
    public void Register(IServiceCollection services) => services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider =>
    {
        _listeners = (Listeners)provider.GetRequiredService<IListeningPorts>();
        return this;
    }));

    public void GoOn() => (_start.Task.IsCompleted ? _stop : _start).SetResult(true);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _listening.SetResult(Listeners.AddressOf(_listeners.Http, "http")!);
        return _start.Task;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping.SetResult(true);
        return _stop.Task;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
