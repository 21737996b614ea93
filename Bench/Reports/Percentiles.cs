using System.Text.Json.Serialization;
using HdrHistogram;

namespace FastChat.Bench.Reports;

/// <summary>A distribution of latencies, in microseconds.</summary>
internal sealed record Percentiles(
    double P50,
    double P99,
    [property: JsonPropertyName("p999")] double P999,
    double Max)
{
    /// <summary>In nanoseconds: what the percentiles were taken from.</summary>
    [JsonIgnore]
    public LongHistogram? Histogram { get; init; }

    /// <summary>Null when nothing was recorded.</summary>
    public static Percentiles? OfNanoseconds(LongHistogram histogram) => histogram.TotalCount == 0
        ? null
        : new Percentiles(At(histogram, 50), At(histogram, 99), At(histogram, 99.9), Microseconds(histogram.GetMaxValue()))
        {
            Histogram = histogram,
        };

    private static double At(LongHistogram histogram, double percentile) =>
        Microseconds(histogram.GetValueAtPercentile(percentile));

    private static double Microseconds(long nanoseconds) => Math.Round(nanoseconds / 1_000.0, 1);
}
