using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Targets;

/// <summary>The server that is measured, from its start (if this run starts it) to its end.</summary>
internal sealed class LoadTarget : IAsyncDisposable
{
    /// <summary>As given on the command line.</summary>
    public required string Name { get; init; }

    public required IDialect Dialect { get; init; }

    public required IAccountSource Accounts { get; init; }

    /// <summary>Null for a server that somebody else started: its processor time and memory are unknown.</summary>
    public ITargetProcess? Process { get; init; }

    /// <summary>The same, if it can be stopped and started again.</summary>
    public OwnServer? Own { get; init; }

    /// <summary>Where it tells how much it allocated; null: nowhere.</summary>
    public ServerHttp? Metrics { get; init; }

    /// <summary>Ended with the run, in this order.</summary>
    public IReadOnlyList<IAsyncDisposable> Owned { get; init; } = [];

    public long? ResidentBytes => Process is { } process ? ProcessFigures.ResidentBytes(process.Id) : null;

    public TimeSpan? Cpu => Process is { } process ? ProcessFigures.Cpu(process.Id) : null;

    public async Task<long?> AllocatedBytesAsync(CancellationToken cancellation) =>
        Metrics is null ? null : await Metrics.AllocatedBytesAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        Metrics?.Dispose();
        foreach (var owned in Owned)
            await owned.DisposeAsync();
    }
}
