using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Invariants A2 to A4 as an app author sees them.</summary>
[TestFixture]
internal sealed class SameOrderTests
{
    private const int Missed = 3_000;
    private const int WrittenOffline = 40;

    [Test]
    public async Task A_device_that_was_offline_for_thousands_of_messages_has_the_same_log_as_everybody()
    {
        await using var world = await ChatWorld.StartAsync();
        var phone = await world.RegisterAsync("ada");
        var laptop = await world.SignInAsync("ada", "laptop");
        var grace = await world.RegisterAsync("grace");
        var group = await phone.CreateGroupAsync("Engines", [grace.Account!.Id]);
        await SendManyAsync(grace, group.Id, "before", 1);

        await phone.PauseAsync();
        await Task.WhenAll(
            SendManyAsync(laptop, group.Id, "laptop", Missed / 2),
            SendManyAsync(grace, group.Id, "grace", Missed / 2),
            SendManyAsync(phone, group.Id, "phone", WrittenOffline));
        await Task.WhenAll(laptop.FlushAsync(), grace.FlushAsync()).SoonAsync();
        phone.Paused = false;
        await phone.FlushAsync().SoonAsync();

        // The group's beginning is an entry too.
        const int Total = 1 + 1 + Missed + WrittenOffline;
        var logs = await Task.WhenAll(new[] { phone, laptop, grace }.Select(client =>
            client.GetConversation(group.Id).ReadEntriesAsync(0).TakeAsync(Total)));
        Assert.That(logs[0].Select(entry => entry.Sequence), Is.EqualTo(Enumerable.Range(1, Total).Select(i => (long)i)));
        foreach (var log in logs[1..])
            Assert.That(log.Select(Identity), Is.EqualTo(logs[0].Select(Identity)));
        foreach (var (writer, count) in new[] { ("laptop", Missed / 2), ("grace", Missed / 2), ("phone", WrittenOffline) })
        {
            var texts = logs[0].Where(entry => entry.Text.StartsWith(writer, StringComparison.Ordinal)).Select(entry => entry.Text);
            Assert.That(texts, Is.EqualTo(Enumerable.Range(0, count).Select(i => $"{writer} {i}")));
        }
    }

    private static (long Sequence, MessageId Id, string Text, AccountId Sender, DateTimeOffset At) Identity(Entry entry) =>
        (entry.Sequence, entry.Id, entry.Text, entry.Sender.Id, entry.At);

    private static async Task SendManyAsync(ChatClient client, ConversationId id, string writer, int count)
    {
        var conversation = client.GetConversation(id);
        for (var i = 0; i < count; i += 100)
            await Task.WhenAll(Enumerable.Range(i, Math.Min(100, count - i)).Select(n => conversation.SendAsync($"{writer} {n}")));
    }
}
