using FastChat.Bench.Load.Processes;
using FastChat.Client;
using FastChat.Tests.Client.Api;

namespace FastChat.Tests.Recovery.Crashes;

/// <summary>R1 as an app author sees it: real clients chat while the server process is killed under them.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class ClientCrashTests
{
    private const string Password = "correct horse battery";
    private const int MessagesPerRound = 200; // of each device

    [Test]
    public async Task TwoAccountsOnThreeDevicesKeepOneLogThroughKillNine()
    {
        var random = new Random(Budgets.Seed("R1 clients"));
        using var directory = new TemporaryDirectory();
        using var ports = new HeldPorts();
        var settings = directory.Server.At(ports);
        var server = await ServerProcess.StartAsync(settings);
        var devices = new List<ChatClient>();
        try
        {
            foreach (var store in new[] { "phone", "laptop", "grace" })
                devices.Add(new ChatClient(new ChatClientOptions(server.Http.ToString()) { StorePath = directory.Below(store + ".db"), DeviceName = store }));
            await devices[0].RegisterAsync("ada", Password);
            await devices[1].SignInAsync("ada", Password);
            var grace = await devices[2].RegisterAsync("grace", Password);
            await Task.WhenAll(devices.Select(device => device.LiveAsync()));
            var group = (await devices[0].CreateGroupAsync("Engines", [grace.Id])).Id;
            await devices[2].GetConversation(group).ReadEntriesAsync(0).TakeAsync(1);

            var sent = devices.Select(_ => new List<Outgoing>()).ToList();
            for (var round = 0; round < Budgets.ClientCrashes; round++)
            {
                var writing = devices.Select((device, writer) => WriteAsync(device.GetConversation(group), writer, sent[writer])).ToList();
                await KilledWhenAckedAsync(server, sent[random.Next(sent.Count)], (round * MessagesPerRound) + random.Next(MessagesPerRound));
                await Task.WhenAll(writing).SoonAsync();
                await server.DisposeAsync();
                server = await ServerProcess.StartAsync(settings);
                devices.ForEach(device => device.RetryNow());
            }

            await Task.WhenAll(devices.Select(device => device.FlushAsync())).SoonAsync();
            await JudgeAsync(devices, sent, group);
        }
        finally
        {
            foreach (var device in devices)
                await device.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    private static async Task WriteAsync(Conversation conversation, int writer, List<Outgoing> sent)
    {
        for (var i = 0; i < MessagesPerRound; i++)
        {
            var outgoing = await conversation.SendAsync($"{writer} {sent.Count}");
            lock (sent)
                sent.Add(outgoing);
        }
    }

    /// <summary>Kills the server once a writer's message of this number is acked: somewhere in the middle of all that goes on.</summary>
    private static async Task KilledWhenAckedAsync(ServerProcess server, List<Outgoing> sent, int number)
    {
        await Support.Conditions.Until(() =>
        {
            lock (sent)
                return sent.Count > number;
        });
        await sent[number].Sent.SoonAsync();
        await server.KillAsync();
    }

    /// <summary>What each device has from the server: the same log, without gaps, in which every message stands once, where its ack said.</summary>
    private static async Task JudgeAsync(List<ChatClient> devices, List<List<Outgoing>> sent, ConversationId group)
    {
        var total = 1 + sent.Sum(messages => messages.Count); // The group's beginning is an entry too.
        var logs = await Task.WhenAll(devices.Select(device => device.GetConversation(group).ReadEntriesAsync(0).TakeAsync(total)));
        Assert.That(logs[0].Select(entry => entry.Sequence), Is.EqualTo(Enumerable.Range(1, total).Select(i => (long)i)));
        foreach (var log in logs[1..])
            Assert.That(log.Select(entry => (entry.Id, entry.Text, entry.At)), Is.EqualTo(logs[0].Select(entry => (entry.Id, entry.Text, entry.At))));
        for (var writer = 0; writer < sent.Count; writer++)
        {
            var own = logs[0].Where(entry => entry.Text.StartsWith($"{writer} ", StringComparison.Ordinal)).ToList();
            Assert.That(own.Select(entry => entry.Text), Is.EqualTo(Enumerable.Range(0, sent[writer].Count).Select(i => $"{writer} {i}")));
            var acked = await Task.WhenAll(sent[writer].Select(outgoing => outgoing.Sent)).SoonAsync();
            Assert.That(own.Select(entry => (entry.Id, entry.Sequence)), Is.EqualTo(sent[writer].Zip(acked, (outgoing, sequence) => (outgoing.Id, sequence))));
        }

        // Nothing came after it on any device.
        Assert.That(devices.Select(device => device.GetConversation(group).Summary.HeadSequence), Is.All.EqualTo(total));
        await TestContext.Out.WriteLineAsync($"R1 clients: {Budgets.ClientCrashes} crashes, {total - 1:N0} messages of three devices");
    }
}
