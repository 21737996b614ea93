using HdrHistogram;

namespace FastChat.Bench.Reports;

/// <summary>
/// The same workload on several targets, in rounds of one run each. Runs half an hour apart differ by more than the targets
/// do, so a ratio is made within a round, and the rounds show its spread. A void or incorrect run counts nowhere.
/// </summary>
/// <param name="Targets">The first is the one that is compared with the others.</param>
/// <param name="Rounds">In each, a report per target, in their order.</param>
internal sealed record Comparison(IReadOnlyList<string> Targets, IReadOnlyList<IReadOnlyList<LoadReport>> Rounds)
{
    public IEnumerable<LoadReport> Runs => Rounds.SelectMany(round => round);

    public int VoidRuns => Runs.Count(run => run.Void);

    public bool Correct => Runs.All(run => run.Correct);

    /// <summary>Over the rounds; null when no run of that target has it.</summary>
    public double? Median(string target, ComparedFigure figure) => Spread.Of(Valid(target).Select(figure.Of).OfType<double>())?.Median;

    /// <summary>The first target's figure divided by another's, round by round; null when no round has both.</summary>
    public Spread? Ratio(string other, ComparedFigure figure)
    {
        var ratios = new List<double>();
        foreach (var round in Rounds)
        {
            if (Figure(round, Targets[0], figure) is { } own && Figure(round, other, figure) is > 0 and var its)
                ratios.Add(own / its);
        }
        return Spread.Of(ratios);
    }

    /// <summary>All rounds of a target together; null when nothing was recorded.</summary>
    public LongHistogram? Latencies(string target, Func<LoadReport, Percentiles?> which)
    {
        LongHistogram? sum = null;
        foreach (var part in Valid(target).Select(run => which(run)?.Histogram).OfType<LongHistogram>())
        {
            if (sum is null)
                sum = (LongHistogram)part.Copy();
            else
                sum.Add(part);
        }
        return sum;
    }

    private IEnumerable<LoadReport> Valid(string target) => Runs.Where(run => run.Target == target && IsValid(run));

    private static double? Figure(IReadOnlyList<LoadReport> round, string target, ComparedFigure figure) =>
        round.FirstOrDefault(run => run.Target == target) is { } run && IsValid(run) ? figure.Of(run) : null;

    private static bool IsValid(LoadReport run) => run is { Void: false, Correct: true };
}
