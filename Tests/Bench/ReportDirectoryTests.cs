using System.Globalization;
using System.Xml.Linq;
using FastChat.Bench.Reports;

namespace FastChat.Tests.Bench;

public sealed class ReportDirectoryTests
{
    private DirectoryInfo _directory = null!;

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("fastchat-");

    [TearDown]
    public void Delete() => _directory.Delete(recursive: true);

    [Test]
    public void A_report_tells_command_machine_commit_options_figures_health_and_checks()
    {
        ReportDirectory.Write(_directory.FullName, "load direct --seconds 5", ComparisonTests.Run("fastchat", 2.5, 10_000, 2_000_000));
        var machine = Machine.Read();
        var report = Read("report.md");
        foreach (var told in new[]
        {
            "load direct --seconds 5", machine.Processor, machine.Kernel, machine.Runtime, machine.Commit, "| payload bytes | 128 |",
            "| begun | 2026-11-27 09:30 UTC |", "| warm-up seconds | 3 |",
            "| server CPU µs/message | 2.50 |", "| delivery p50 / p99 / p99.9 / max µs | 10 / 2,0", "| generator: busiest loop, share of a core | 0.50 |",
            "| lost, duplicated, reordered, altered, unacked | 0, 0, 0, 0, 0 |", "| void | no |", "(latency.svg)",
        })
        {
            Assert.That(report, Does.Contain(told));
        }
        Assert.That(machine.MemoryBytes, Is.GreaterThan(1 << 28));
        Assert.That(Read("report.json"), Does.Contain("\"server_cpu_us_per_msg\": 2.5"));
    }

    [Test]
    public void A_search_s_report_has_its_figures_and_a_plot()
    {
        var run = ComparisonTests.Run("fastchat", 2.5, 10_000, 2_000_000);
        ReportDirectory.Write(_directory.FullName, "load search", run with
        {
            Scenario = "search",
            DeliveryUs = null,
            SearchUs = run.DeliveryUs,
            SearchesPerS = 70,
            IndexCpuUsPerMsg = 3.95,
            IndexShareOfText = 0.456,
            MessagesStored = 10_000,
        });
        Assert.That(Read("report.md"), Does.Contain("| search p50 / p99 / p99.9 / max µs | 10 / 2,0").And.Contains("| searches/s | 70.00 |")
            .And.Contains("| making the index, server CPU µs/message | 3.95 |").And.Contains("| index by text | 45.6 % |")
            .And.Contains("| messages stored | 10,000 |"));
        Assert.That(Read("latency.svg"), Does.Contain(">search</text>"));
    }

    [Test]
    public void A_comparison_s_report_begins_with_ratios_and_names_what_was_left_out()
    {
        var rounds = new[] { new[] { ComparisonTests.Run("fastchat", 3, 10_000), ComparisonTests.Run("raw", 2, 5_000) with { VoidReason = "late" } } };
        ReportDirectory.Write(_directory.FullName, "compare direct", new Comparison(["fastchat", "raw"], rounds));
        Assert.That(Read("report.md"), Does.Contain("| server CPU µs/message | 3.00 | – | – |").And.Contains("Left out: round 1, raw: void, late."));
    }

    [Test]
    public void A_run_without_latencies_has_a_report_without_a_plot()
    {
        ReportDirectory.Write(_directory.FullName, "load idle", ComparisonTests.Run("fastchat", 3));
        Assert.That(Read("report.md"), Does.Not.Contain("latency.svg"));
        Assert.That(_directory.GetFiles("*.svg"), Is.Empty);
    }

    [Test]
    public void The_plot_rises_from_the_least_to_the_largest_latency_and_names_its_curves()
    {
        var run = ComparisonTests.Run("fastchat", 1, [.. Enumerable.Range(1, 990).Select(i => i * 1_000L)]);
        var svg = XDocument.Parse(LatencyPlot.Svg("a <title>", [("one & other", run.DeliveryUs!.Histogram!)]));
        var line = svg.Descendants().Single(e => e.Name.LocalName == "polyline");
        var points = line.Attribute("points")!.Value.Split(' ')
            .Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.That(points.Select(p => p[0]), Is.Ordered.Ascending);
        Assert.That(points.Select(p => p[1]), Is.Ordered.Descending, "upwards is less in an SVG");
        Assert.That(points[0][1], Is.EqualTo(390).Within(1), "1 µs: the axis");
        Assert.That(points[^1][1], Is.EqualTo(40).Within(1), "nearly 1 ms: the top");
        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value), Does.Contain("a <title>").And.Contains("one & other"));
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_directory.FullName, name));
}
