using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Tests.Recovery.Recording;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Crowds;

/// <summary>R7: connections that never read cost little memory, disturb nobody, and lose nothing.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class StalledReaderTests
{
    private const int FloodMessages = 400;
    private const int FloodCharacters = 16 * 1024; // 6.5 MB for each member: far above what the kernel takes
    private const int ProbeMessages = 200;
    private const int ReadingNeighbours = 50; // members of the flooded group that do read
    private static readonly TimeSpan ArriveWithin = TimeSpan.FromSeconds(30);

    [Test]
    public async Task FourHundredStalledOfTwoThousandCatchUpWithoutLossInBoundedMemory()
    {
        using var directory = new TemporaryDirectory();
        // Those who never read never answer pings either; here it is the queue that is tested, not the time-out.
        var settings = directory.Server with { More = new Dictionary<string, string> { ["FASTCHAT__KEEPALIVESECONDS"] = "600" } };
        await using var server = await ServerProcess.StartAsync(settings);
        using var http = new ServerHttp(server.Http);
        var accounts = await http.SeedAsync(Budgets.Connections, "stall", CancellationToken.None);
        var stalledAccounts = accounts[..Budgets.StalledConnections];
        var neighbourAccounts = accounts[Budgets.StalledConnections..(Budgets.StalledConnections + ReadingNeighbours)];
        var otherAccounts = accounts[(Budgets.StalledConnections + ReadingNeighbours)..^2];
        await using var flooding = await RawClient.ConnectAsync(server.TcpEndPoint, Roster.Session(accounts[^1]));
        await using var probing = await RawClient.ConnectAsync(server.TcpEndPoint, Roster.Session(accounts[^2]));
        var flood = await CrowdGroup.CreateAsync(flooding, [.. stalledAccounts, .. neighbourAccounts]);
        var probe = await CrowdGroup.CreateAsync(probing, otherAccounts);

        var stalled = Join(stalledAccounts, server, await flood.HeadAsync(), kernelReceiveBytes: 4_096);
        using var readers = new Crowd(
            [.. Join(neighbourAccounts, server, await flood.HeadAsync()), .. Join(otherAccounts, server, await probe.HeadAsync())]);
        try
        {
            var calm = await ProbeAsync(probe);
            var before = ProcessFigures.ResidentBytes(server.Id);
            var sending = flood.SendAsync(FloodMessages, FloodCharacters);
            var busy = await ProbeAsync(probe);
            await sending;
            var growth = ProcessFigures.ResidentBytes(server.Id) - before;
            await TestContext.Out.WriteLineAsync(
                $"R7: server grew by {growth / 1e6:N0} MB; p99 of others {calm.TotalMilliseconds:N1} ms calm, {busy.TotalMilliseconds:N1} ms beside the flood");
            Assert.That(growth, Is.LessThan((long)Budgets.StalledConnections * Budgets.StalledConnectionBytesMax));
            await ArriveAsync(readers, neighbourAccounts.Length, flood, probe);

            Parallel.ForEach(stalled, new ParallelOptions { MaxDegreeOfParallelism = 16 }, member =>
            {
                var wrong = 0;
                member.Arrived = (entry, sequence) => wrong += flood.IsRight(entry, sequence) ? 0 : 1;
                member.CatchUp(flood.Conversation);
                Assert.That((member.Sequence, member.Faults, wrong), Is.EqualTo((flood.LastSequence, 0, 0)), member.Account.Handle);
            });
            Assert.That(stalled.Count(m => m.Lagged), Is.EqualTo(stalled.Length), "each was told that it lags");
        }
        finally
        {
            foreach (var member in stalled)
                member.Dispose();
        }
    }

    private static CrowdMember[] Join(SeededAccount[] accounts, ServerProcess server, ulong head, int? kernelReceiveBytes = null)
    {
        var members = Crowd.Connect(accounts, server.TcpEndPoint, kernelReceiveBytes);
        foreach (var member in members)
            member.Sequence = head;
        return members;
    }

    /// <summary>p99 of send → ack for small messages into the group of those who read.</summary>
    private static async Task<TimeSpan> ProbeAsync(CrowdGroup probe)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < ProbeMessages; i++)
        {
            var watch = Stopwatch.StartNew();
            await probe.SendAsync(1, 64);
            times.Add(watch.Elapsed);
        }
        times.Sort();
        return times[times.Count * 99 / 100];
    }

    private static async Task ArriveAsync(Crowd readers, int neighbours, CrowdGroup flood, CrowdGroup probe)
    {
        using var late = new CancellationTokenSource(ArriveWithin);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (readers.Members.Skip(neighbours).Any(m => m.Sequence < probe.LastSequence)
            || readers.Members.Take(neighbours).Any(m => m.Sequence < flood.LastSequence && !m.Lagged))
        {
            await looks.WaitForNextTickAsync(late.Token);
        }
        await readers.StopAsync();
        Assert.That(readers.Members.Sum(m => m.Faults), Is.Zero, "gaps or disorder");
    }
}
