using System.Text.Json;
using FastChat.Bench.Reports;
using HdrHistogram;

namespace FastChat.Tests.Bench;

public sealed class LoadReportTests
{
    private static readonly string[] Fields =
    [
        "scenario", "target", "durable", "delivered_per_s", "server_cpu_us_per_msg", "client_cpu_us_per_msg", "ack_us",
        "delivery_us", "server_rss_bytes", "rss_per_connection_bytes", "lost", "duplicated", "reordered", "void",
    ];

    [Test]
    public void TheJsonHasTheFieldsThatOthersReadByName()
    {
        var json = JsonDocument.Parse(ReportWriter.Json(Report())).RootElement;
        foreach (var field in Fields)
            Assert.That(json.TryGetProperty(field, out _), field);
        foreach (var percentile in new[] { "p50", "p99", "p999" })
            Assert.That(json.GetProperty("ack_us").TryGetProperty(percentile, out _), percentile);
    }

    [Test]
    public void OneWrongMessageMakesTheRunIncorrect()
    {
        Assert.That(Report().Correct);
        Assert.That((Report() with { Lost = 1 }).Correct, Is.False);
        Assert.That((Report() with { Duplicated = 1 }).Correct, Is.False);
        Assert.That((Report() with { Reordered = 1 }).Correct, Is.False);
        Assert.That((Report() with { Altered = 1 }).Correct, Is.False);
        Assert.That((Report() with { Unacked = 1 }).Correct, Is.False);
        Assert.That((Report() with { Delivered = 0 }).Correct, Is.False);
    }

    [Test]
    public void ARunIsVoidWhenTheGeneratorComputedOrLaggedTooMuch()
    {
        Assert.That(VoidRule.Judge(VoidRule.GeneratorCpuShareMax, VoidRule.GeneratorLagUsP99Max), Is.Null);
        Assert.That(VoidRule.Judge(VoidRule.GeneratorCpuShareMax + 0.01, 0), Does.Contain("of a core"));
        Assert.That(VoidRule.Judge(0, VoidRule.GeneratorLagUsP99Max + 1), Does.Contain("late"));
    }

    [Test]
    public void TheTableTellsTheFigures()
    {
        var table = new StringWriter();
        ReportWriter.Table(Report(), table);
        Assert.That(table.ToString(), Does.Contain("1,000/s").And.Contains("all correct"));
    }

    [Test]
    public void ARunThroughTheSdkTellsNoLagThatItDoesNotKnow()
    {
        var table = new StringWriter();
        ReportWriter.Table(Report() with { GeneratorLagUsP99 = null }, table);
        Assert.That(table.ToString(), Does.Contain("of a core").And.Not.Contain("pass p99"));
    }

    [Test]
    public void TheJsonTellsWhereAndWhenItWasMeasured()
    {
        var json = JsonDocument.Parse(ReportWriter.Json(Report() with { Machine = Machine.Read(), Begun = DateTimeOffset.UnixEpoch })).RootElement;
        Assert.That(json.GetProperty("machine").GetProperty("commit").GetString(), Is.EqualTo(Machine.Read().Commit));
        Assert.That(json.GetProperty("begun").GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.UnixEpoch));
    }

    private static LoadReport Report()
    {
        var latencies = new LongHistogram(60_000_000_000, 3);
        latencies.RecordValue(1_000_000);
        var percentiles = Percentiles.OfNanoseconds(latencies);
        return new LoadReport
        {
            Scenario = "direct",
            Target = "fastchat",
            Durable = true,
            Pairs = 64,
            Window = 64,
            Batch = 64,
            Connections = 128,
            PayloadBytes = 128,
            MeasuredSeconds = 1,
            Cores = 2,
            Delivered = 1_000,
            DeliveredPerS = 1_000,
            AckedPerS = 1_000,
            ServerCpuUsPerMsg = 2,
            ClientCpuUsPerMsg = 1,
            ServerCpuCores = 1,
            AckUs = percentiles,
            DeliveryUs = percentiles,
            ServerRssBytes = 1,
            RssPerConnectionBytes = 1,
            ServerAllocatedBytesPerMsg = 0,
            ServerStartMs = 500,
            MessagesPerSendFrame = 1,
            MessagesPerBlock = 1,
            Lost = 0,
            Duplicated = 0,
            Reordered = 0,
            Altered = 0,
            Unacked = 0,
            Refused = 0,
            Lagged = 0,
            GeneratorCpuShare = 0.5,
            GeneratorLagUsP99 = 10,
            VoidReason = null,
        };
    }
}
