namespace FastChat.Bench.Reports;

/// <summary>
/// The result of one load run: the JSON object, field by field (docs/BENCHMARKS.md). Null: it cannot be known, or does not
/// belong to the scenario.
/// </summary>
internal sealed record LoadReport
{
    public required string Scenario { get; init; }
    public required string Target { get; init; }

    /// <summary>Before setting up, UTC.</summary>
    public DateTimeOffset? Begun { get; init; }
    public Machine? Machine { get; init; }

    /// <summary>Whether the target acks only what is synced to disk.</summary>
    public required bool Durable { get; init; }
    /// <summary>Through Client.Sdk instead of the lean client.</summary>
    public bool Sdk { get; init; }
    public required double MeasuredSeconds { get; init; }
    public int? WarmupSeconds { get; init; }
    public required int Cores { get; init; }
    public int? Pairs { get; init; }
    public int? Connections { get; init; }
    public string? Transport { get; init; }
    public int? Window { get; init; }
    public int? Batch { get; init; }
    public int? PayloadBytes { get; init; }
    public int? RatePerS { get; init; }

    public long? Delivered { get; init; }
    public double? DeliveredPerS { get; init; }
    public double? AckedPerS { get; init; }
    public double? ServerCpuUsPerMsg { get; init; }
    public double? ClientCpuUsPerMsg { get; init; }

    /// <summary>Of all cores: 1.0 is one core, all the time.</summary>
    public double? ServerCpuCores { get; init; }
    public Percentiles? AckUs { get; init; }
    public Percentiles? DeliveryUs { get; init; }
    public long? ServerRssBytes { get; init; }
    public long? RssPerConnectionBytes { get; init; }
    public double? ServerAllocatedBytesPerMsg { get; init; }
    public double? ServerStartMs { get; init; }
    public double? ConnectedPerS { get; init; }
    public double? ServerCpuUsPerConnect { get; init; }

    /// <summary>Milliseconds from the server's end, or the start of catching up, until a device was back and had everything.</summary>
    public Percentiles? TimeToBackMs { get; init; }
    public double? ServerReadyMs { get; init; }
    public int? Back { get; init; }
    public long? FailedConnects { get; init; }
    public Percentiles? PageUs { get; init; }
    public double? PagesPerS { get; init; }
    public long? MessagesStored { get; init; }
    public int? PerBlock { get; init; }
    public double? SearchesPerS { get; init; }
    public Percentiles? SearchUs { get; init; }

    /// <summary>CPU of making the search index, a message.</summary>
    public double? IndexCpuUsPerMsg { get; init; }

    /// <summary>Bytes of the index, as sealed, by bytes of the text.</summary>
    public double? IndexShareOfText { get; init; }
    public double? MessagesPerSendFrame { get; init; }
    public double? MessagesPerBlock { get; init; }

    public long Lost { get; init; }
    public long Duplicated { get; init; }
    public long Reordered { get; init; }
    public long Altered { get; init; }
    public long Unacked { get; init; }
    public long Refused { get; init; }
    public long Lagged { get; init; }

    /// <summary>Of one core, the busiest loop of the generator.</summary>
    public double? GeneratorCpuShare { get; init; }
    public double? GeneratorLagUsP99 { get; init; }

    /// <summary>The generator was the bottleneck: the figures say nothing about the server.</summary>
    public bool Void => VoidReason is not null;
    public string? VoidReason { get; init; }

    /// <summary>Every message arrived once, in order and unaltered, and was acked.</summary>
    public bool Correct => Lost + Duplicated + Reordered + Altered + Unacked == 0 && Delivered != 0;
}
