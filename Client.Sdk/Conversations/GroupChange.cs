namespace FastChat.Client;

/// <summary>What to change of a group or channel; null leaves a part as it is.</summary>
public sealed record GroupChange
{
    /// <summary>At most 1 KiB of UTF-8, line breaks included; empty takes it away.</summary>
    public string? Description { get; init; }

    /// <summary>The pause between two messages of a plain member, in whole seconds, at most a day; zero: none.</summary>
    public TimeSpan? SlowMode { get; init; }

    /// <summary>What those see who join from now on.</summary>
    public HistoryVisibility? History { get; init; }

    /// <summary>How many entries, 1 to 10,000, with <see cref="HistoryVisibility.Last"/>.</summary>
    public int HistoryEntries { get; init; }
}
