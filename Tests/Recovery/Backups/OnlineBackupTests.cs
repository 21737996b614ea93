using FastChat.Bench.Load.Processes;
using FastChat.Tests.Recovery.History;
using FastChat.Tests.Recovery.Recording;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Backups;

/// <summary>R17: a backup that was made under load holds everything up to one moment, and nothing else.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class OnlineBackupTests
{
    private const int Devices = 4;
    private const int LoadAcks = 10_000;
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(60);

    [Test]
    public async Task ARestoredBackupIsTheSameHistoryUpToItsCut()
    {
        using var directory = new TemporaryDirectory();
        var settings = directory.Server;
        var backup = directory.Below("backup");
        await using var server = await ServerProcess.StartAsync(settings);
        var roster = await RosterAsync(server);
        var gate = new ServerGate();
        gate.Open(server.TcpEndPoint);
        var devices = new RecordedGroup(roster, gate, directory.Path, Budgets.Seed("R17"));
        using var stop = new CancellationTokenSource();
        devices.Start(stop.Token);
        Dictionary<int, ulong> acked;
        try
        {
            await devices.LoadAsync(LoadAcks);
            acked = devices.AckedSoFar();
            await ServerCommand.RunAsync(settings, "backup", backup);
            await devices.LoadAsync(LoadAcks / 2);
            await devices.FinishAsync(SettleWithin);
            var violations = await devices.JudgeAsync(stop.Token);
            Assert.That(violations, Is.Empty, string.Join('\n', violations));
        }
        finally
        {
            await stop.CancelAsync();
            await devices.EndAsync();
        }

        var restoredSettings = settings with { DataDirectory = directory.Below("restored") };
        await ServerCommand.RunAsync(restoredSettings, "restore", backup);
        await ServerCommand.RunAsync(restoredSettings, "verify");
        await using var restored = await ServerProcess.StartAsync(restoredSettings);
        foreach (var conversation in Enumerable.Range(0, roster.ConversationCount))
        {
            var device = roster.Members(conversation)[0];
            var whole = await ReadAsync(server, roster, device, conversation);
            var cut = await ReadAsync(restored, roster, device, conversation);
            Assert.That(cut.Entries, Is.EqualTo(whole.Entries.Take(cut.Entries.Count)), "the same history");
            Assert.That(cut.Head, Is.EqualTo((ulong)cut.Entries.Count).And.GreaterThanOrEqualTo(acked[conversation]), "all that was acked before");
            Assert.That(cut.Entries, Has.Count.LessThan(whole.Entries.Count), "the load went on while the backup was made");
        }
    }

    private static async Task<Roster> RosterAsync(ServerProcess server)
    {
        using var http = new ServerHttp(server.Http);
        var roster = new Roster(await http.SeedAsync(Devices, "backup", CancellationToken.None));
        await RecordedGroup.AddGroupAsync(roster, server.TcpEndPoint, 0, 1, 2);
        await RecordedGroup.AddGroupAsync(roster, server.TcpEndPoint, 2, 3);
        return roster;
    }

    private static async Task<FinalHistory> ReadAsync(ServerProcess server, Roster roster, int device, int conversation)
    {
        await using var client = await RawClient.ConnectAsync(server.TcpEndPoint, roster.Device(device));
        return await HistoryReader.AllAsync(client, roster, device, conversation);
    }
}
