namespace FastChat.Bench.Reports;

/// <summary>The middle and the ends of some values.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    /// <summary>Null when there are none. Of an even number, the middle is half-way between the two.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return null;
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
