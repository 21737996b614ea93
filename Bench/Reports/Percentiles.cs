using System.Text.Json.Serialization;
using HdrHistogram;

namespace FastChat.Bench.Reports;

/// <summary>A distribution of times, in the unit that the field's name ends with.</summary>
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
    public static Percentiles? OfNanoseconds(LongHistogram histogram) => In(histogram, 1_000);

    /// <summary>The same in milliseconds.</summary>
    public static Percentiles? MillisecondsOf(LongHistogram histogram) => In(histogram, 1_000_000);

    private static Percentiles? In(LongHistogram histogram, double unitNanoseconds)
    {
        return histogram.TotalCount == 0
            ? null
            : new Percentiles(At(50), At(99), At(99.9), Units(histogram.GetMaxValue())) { Histogram = histogram };

        double At(double percentile) => Units(histogram.GetValueAtPercentile(percentile));
        double Units(long nanoseconds) => Math.Round(nanoseconds / unitNanoseconds, 1);
    }
}
