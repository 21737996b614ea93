using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Tests.Recovery.Recording;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Crowds;

/// <summary>R10: everybody comes back at once after a kill.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class ReconnectStormTests
{
    private const int Messages = 200;

    [Test]
    public async Task TwoThousandAreBackAndMissNothing()
    {
        using var directory = new TemporaryDirectory();
        using var ports = new HeldPorts();
        var settings = directory.Server.At(ports);
        CrowdGroup group;
        SeededAccount[] accounts;
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            accounts = await SeedAsync(server);
            await using var writer = await RawClient.ConnectAsync(server.TcpEndPoint, Roster.Session(accounts[0]));
            group = await CrowdGroup.CreateAsync(writer, accounts[1..]);
            var members = Crowd.Connect(accounts[1..], server.TcpEndPoint);
            using var crowd = new Crowd(members);
            await group.SendAsync(Messages, 200);
            await server.KillAsync();
        }

        var watch = Stopwatch.StartNew();
        await using var again = await ServerProcess.StartAsync(settings);
        accounts = await SeedAsync(again);
        var back = Crowd.Connect(accounts[1..], again.TcpEndPoint);
        var wrong = 0;
        Parallel.ForEach(back, new ParallelOptions { MaxDegreeOfParallelism = 32 }, member =>
        {
            var messages = 0;
            member.Arrived = (entry, sequence) =>
            {
                messages += entry.Kind == EntryKind.Message ? 1 : 0;
                if (!group.IsRight(entry, sequence))
                    Interlocked.Increment(ref wrong);
            };
            member.CatchUp(group.Conversation);
            if (messages != Messages || member.Sequence < group.LastSequence || member.Faults > 0)
                Interlocked.Increment(ref wrong);
            member.Dispose();
        });
        await TestContext.Out.WriteLineAsync($"R10: {back.Length} back and caught up in {watch.Elapsed.TotalSeconds:N1} s, the server's start included");
        Assert.That(wrong, Is.Zero);
        Assert.That(watch.Elapsed, Is.LessThan(Budgets.StormBackWithin));
    }

    private static async Task<SeededAccount[]> SeedAsync(ServerProcess server)
    {
        using var http = new ServerHttp(server.Http);
        return await http.SeedAsync(Budgets.Connections, "storm", CancellationToken.None);
    }
}
