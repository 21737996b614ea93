using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Recovery.History;
using FastChat.Tests.Recovery.Journals;
using FastChat.Tests.Recovery.Recording;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Planted;

/// <summary>
/// A short life of a server with one bug in it: three members write, one of them leaves and stays connected, the server
/// restarts, the others go on; the one who left tries to read. Then the history is judged.
/// </summary>
internal sealed class PlantedRun(PlantedBug bug, int seed, string directory)
{
    private const int Leaver = 2;
    private const int Conversation = 0;
    private const int LoadAcks = 4_000;
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(10);
    private readonly ServerOptions _options = ServerOptions.Ephemeral(directory) with { Seeding = new SeedingOptions { Enabled = true } };

    public async Task<IReadOnlyList<Violation>> JudgeAsync()
    {
        var server = await FastChatServer.StartAsync(_options, bug.Parts);
        await using var proxy = new FrameProxy(server.TcpEndPoint!, bug.Frames());
        using var stop = new CancellationTokenSource();
        var gate = new ServerGate();
        RecordedGroup? devices = null;
        try
        {
            var roster = new Roster(await SeedAsync(server));
            await RecordedGroup.AddGroupAsync(roster, proxy.EndPoint, 0, 1, Leaver);
            devices = new RecordedGroup(roster, gate, directory, seed);
            gate.Open(proxy.EndPoint);
            devices.Start(stop.Token);
            await Try(devices.LoadAsync(LoadAcks));
            await Try(devices.FinishAsync(Leaver, SettleWithin));

            var leaver = await RawClient.ConnectAsync(proxy.EndPoint, roster.Device(Leaver));
            await leaver.RequestAsync(new ClientFrame { LeaveConversation = new LeaveConversation { ConversationId = roster.Conversation(Conversation).ToByteString() } });
            await Try(devices.LoadAsync(LoadAcks));
            var watched = await WatchAsync(leaver, roster);

            gate.Shut();
            await server.DisposeAsync();
            server = await FastChatServer.StartAsync(_options, bug.Parts);
            proxy.Lead(server.TcpEndPoint!);
            gate.Open(proxy.EndPoint);
            await Try(devices.LoadAsync(LoadAcks));
            await Try(devices.FinishAsync(SettleWithin));
            var left = await LeftAtAsync(roster, proxy.EndPoint);
            return await devices.JudgeAsync(stop.Token, [new MemberSpan(Leaver, Conversation, 1, left)], watched);
        }
        finally
        {
            await stop.CancelAsync();
            await server.DisposeAsync();
            if (devices is not null)
                await devices.EndAsync();
        }
    }

    /// <summary>Devices may fail on a server with a bug: that is in their journals, and the checker's to say.</summary>
    private static async Task Try(Task devices)
    {
        try
        {
            await devices;
        }
        catch (Exception failed) when (failed is InvalidDataException or TimeoutException or OperationCanceledException)
        {
            await TestContext.Out.WriteLineAsync($"a device gave up: {failed.Message}");
        }
    }

    /// <summary>What the one who left was sent, and what it can read: noted in a journal of its own.</summary>
    private async Task<string> WatchAsync(RawClient leaver, Roster roster)
    {
        using var journal = new Journal(Path.Combine(directory, "leaver.journal"));
        var notes = new EntryNotes(roster, Leaver);
        while (leaver.Events.TryRead(out var frame))
        {
            if (frame.BodyCase == ServerFrame.BodyOneofCase.Block)
                journal.Write([.. notes.Of(frame.Block, JournalKind.Live, connection: int.MaxValue)]);
        }
        var answer = await leaver.RequestAsync(new ClientFrame
        {
            FetchHistory = new FetchHistory { ConversationId = roster.Conversation(Conversation).ToByteString(), Before = 0, Limit = 10 },
        });
        foreach (var block in answer.HistoryPage?.Blocks ?? [])
            journal.Write([.. notes.Of(block, JournalKind.Fetched, connection: int.MaxValue)]);
        await leaver.DisposeAsync();
        return journal.Path;
    }

    private static async Task<ulong> LeftAtAsync(Roster roster, System.Net.IPEndPoint server)
    {
        await using var client = await RawClient.ConnectAsync(server, roster.Device(0));
        var after = 0UL;
        while (await HistoryReader.PageAsync(client, roster.Conversation(Conversation), after, ProtocolLimits.HistoryPageEntriesMax) is { Blocks.Count: > 0 } page)
        {
            foreach (var block in page.Blocks)
            {
                if (block.Entries is [{ Kind: EntryKind.Membership } entry]
                    && MembershipChange.Parser.ParseFrom(entry.Content).ChangeCase == MembershipChange.ChangeOneofCase.LeftAccount)
                {
                    return block.FirstSequence;
                }
            }
            if (page.Blocks[^1].FirstSequence <= after)
                break;
            after = page.Blocks[^1].FirstSequence;
        }
        return 0;
    }

    private static async Task<SeededAccount[]> SeedAsync(FastChatServer server)
    {
        using var http = new ServerHttp(server.HttpAddress!);
        return await http.SeedAsync(3, "planted", CancellationToken.None);
    }
}
