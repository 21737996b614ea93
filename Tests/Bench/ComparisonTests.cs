using System.Text.Json;
using FastChat.Bench.Reports;
using HdrHistogram;

namespace FastChat.Tests.Bench;

public sealed class ComparisonTests
{
    private static readonly string[] Targets = ["fastchat", "raw", "signalr"];
    private static readonly ComparedFigure Cpu = ComparedFigure.All.Single(f => f.Name == "server_cpu_us_per_msg");

    [Test]
    public void A_ratio_is_made_within_a_round_and_keeps_its_spread()
    {
        // The machine was twice as slow in the second round: both figures doubled, the ratio did not.
        var comparison = Compare(Round(2, 1, 8), Round(4, 2, 16), Round(3, 1, 9));
        Assert.That(comparison.Median("fastchat", Cpu), Is.EqualTo(3));
        Assert.That(comparison.Ratio("raw", Cpu), Is.EqualTo(new Spread(2, 2, 3)));
        Assert.That(comparison.Ratio("signalr", Cpu), Is.EqualTo(new Spread(0.25, 0.25, 1 / 3.0)));
    }

    [Test]
    public void A_void_run_takes_its_ratio_out_and_no_other()
    {
        var comparison = Compare(Round(2, 1, 8), [Run("fastchat", 10), Run("raw", 1) with { VoidReason = "late" }, Run("signalr", 20)]);
        Assert.That(comparison.VoidRuns, Is.EqualTo(1));
        Assert.That(comparison.Median("raw", Cpu), Is.EqualTo(1));
        Assert.That(comparison.Ratio("raw", Cpu), Is.EqualTo(new Spread(2, 2, 2)));
        Assert.That(comparison.Ratio("signalr", Cpu), Is.EqualTo(new Spread(0.375, 0.25, 0.5)));
        Assert.That(ComparisonWriter.Remarks(comparison), Is.EqualTo(new[] { "round 2, raw: void, late" }));
    }

    [Test]
    public void A_run_that_lost_a_message_counts_nowhere_and_fails_the_whole()
    {
        var comparison = Compare([Run("fastchat", 2), Run("raw", 1), Run("signalr", 8) with { Lost = 1 }]);
        Assert.That(comparison.Correct, Is.False);
        Assert.That(comparison.Median("signalr", Cpu), Is.Null);
        Assert.That(comparison.Ratio("signalr", Cpu), Is.Null);
        Assert.That(ComparisonWriter.Remarks(comparison).Single(), Does.Contain("signalr: WRONG"));
    }

    [Test]
    public void The_middle_of_an_even_number_of_rounds_is_half_way()
    {
        Assert.That(Spread.Of([4, 1, 3, 2]), Is.EqualTo(new Spread(2.5, 1, 4)));
        Assert.That(Spread.Of([]), Is.Null);
    }

    [Test]
    public void The_latencies_of_all_rounds_are_put_together()
    {
        var comparison = Compare([Run("fastchat", 1, 10_000)], [Run("fastchat", 1, 20_000, 20_000)]);
        var latencies = comparison.Latencies("fastchat", run => run.DeliveryUs)!;
        Assert.That(latencies.TotalCount, Is.EqualTo(3));
        Assert.That(comparison.Rounds[0][0].DeliveryUs!.Histogram!.TotalCount, Is.EqualTo(1), "the run's own stays as it was");
    }

    [Test]
    public void The_json_has_medians_ratios_and_the_runs()
    {
        var json = JsonDocument.Parse(ComparisonWriter.Json(Compare(Round(2, 1, 8), Round(4, 2, 16)))).RootElement;
        Assert.That(json.GetProperty("medians").GetProperty(Cpu.Name).GetProperty("signalr").GetDouble(), Is.EqualTo(12));
        Assert.That(json.GetProperty("ratios").GetProperty(Cpu.Name).GetProperty("raw").GetProperty("median").GetDouble(), Is.EqualTo(2));
        Assert.That(json.GetProperty("runs").GetArrayLength(), Is.EqualTo(6));
    }

    [Test]
    public void The_table_shows_medians_ratios_and_what_was_left_out()
    {
        var table = new StringWriter();
        ComparisonWriter.Table(Compare([Run("fastchat", 2), Run("raw", 1), Run("signalr", 8) with { VoidReason = "late" }]), table);
        Assert.That(table.ToString(), Does.Contain("  1 round ").And.Contains("server CPU µs/message").And.Contains("2.00 (2.00–2.00)").And.Contains("round 1, signalr: void, late"));
        Assert.That(table.ToString(), Does.Not.Contain("bytes/connection"), "no run has it");
    }

    private static Comparison Compare(params IReadOnlyList<LoadReport>[] rounds) => new(Targets, rounds);

    private static LoadReport[] Round(double fastchat, double raw, double signalr) =>
        [Run("fastchat", fastchat), Run("raw", raw), Run("signalr", signalr)];

    internal static LoadReport Run(string target, double serverCpuUs, params long[] deliveryNanoseconds)
    {
        var latencies = new LongHistogram(60_000_000_000, 3);
        foreach (var nanoseconds in deliveryNanoseconds)
            latencies.RecordValue(nanoseconds);
        return new LoadReport
        {
            Scenario = "direct",
            Target = target,
            Durable = target == "fastchat",
            MeasuredSeconds = 5,
            WarmupSeconds = 3,
            Begun = new DateTimeOffset(2026, 11, 27, 9, 30, 0, TimeSpan.Zero),
            Cores = 2,
            Pairs = 64,
            PayloadBytes = 128,
            Delivered = 1_000,
            ServerCpuUsPerMsg = serverCpuUs,
            DeliveryUs = Percentiles.OfNanoseconds(latencies),
            GeneratorCpuShare = 0.5,
        };
    }
}
