namespace FastChat.Bench.Reports;

/// <summary>The result of one load run: the JSON object, field by field (docs/BENCHMARKS.md). Null: cannot be known.</summary>
internal sealed record LoadReport
{
    public required string Scenario { get; init; }
    public required string Target { get; init; }

    /// <summary>Whether the target acks only what is synced to disk.</summary>
    public required bool Durable { get; init; }
    public required int Pairs { get; init; }
    public required int Window { get; init; }
    public required int Batch { get; init; }
    public required int PayloadBytes { get; init; }
    public required double MeasuredSeconds { get; init; }
    public required int Cores { get; init; }

    public required long Delivered { get; init; }
    public required double DeliveredPerS { get; init; }
    public required double AckedPerS { get; init; }
    public required double? ServerCpuUsPerMsg { get; init; }
    public required double ClientCpuUsPerMsg { get; init; }

    /// <summary>Of all cores: 1.0 is one core, all the time.</summary>
    public required double? ServerCpuCores { get; init; }
    public required Percentiles AckUs { get; init; }
    public required Percentiles DeliveryUs { get; init; }
    public required long? ServerRssBytes { get; init; }
    public required long? RssPerConnectionBytes { get; init; }
    public required double? ServerAllocatedBytesPerMsg { get; init; }
    public required double? ServerStartMs { get; init; }
    public required double MessagesPerSendFrame { get; init; }
    public required double MessagesPerBlock { get; init; }

    public required long Lost { get; init; }
    public required long Duplicated { get; init; }
    public required long Reordered { get; init; }
    public required long Altered { get; init; }
    public required long Unacked { get; init; }
    public required long Refused { get; init; }
    public required long Lagged { get; init; }

    /// <summary>Of one core, the busiest loop of the generator.</summary>
    public required double GeneratorCpuShare { get; init; }
    public required double GeneratorLagUsP99 { get; init; }

    /// <summary>The generator was the bottleneck: the figures say nothing about the server.</summary>
    public bool Void => VoidReason is not null;
    public required string? VoidReason { get; init; }

    /// <summary>Every message arrived once, in order and unaltered, and was acked.</summary>
    public bool Correct => Lost + Duplicated + Reordered + Altered + Unacked == 0 && Delivered > 0;
}
