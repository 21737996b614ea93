using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class BotTests
{
    [Test]
    public async Task A_bot_that_is_stopped_anywhere_answers_each_message_once()
    {
        const int Messages = 30;
        await using var world = await ChatWorld.StartAsync();
        var ada = await world.RegisterAsync("ada");
        var bot = await world.RegisterAsync("echo");
        var adas = await ada.OpenDirectAsync(bot.Account!.Id);
        var self = bot.Account.Id;
        for (var i = 0; i < Messages; i++)
            await adas.SendAsync($"{i}");
        await ada.FlushAsync().SoonAsync();

        // Each life handles a few messages, and dies before it asks for the next one: the last one comes again.
        var handled = new List<string>();
        for (var life = 0; handled.Distinct().Count() < Messages; life++)
        {
            if (life > 0)
                bot = await world.RestartAsync(bot, "echo");
            await LiveAsync(bot, self, handled, messages: 8);
        }

        await bot.FlushAsync().SoonAsync();
        Assert.That(handled, Has.Count.GreaterThan(Messages));
        var head = bot.GetConversation(adas.Id).Summary.HeadSequence;
        var entries = await adas.ReadEntriesAsync(0).TakeAsync((int)head);
        var answers = entries.Where(entry => entry.Kind == EntryKind.Message && entry.Sender.Id == self).Select(entry => entry.Text);
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, Messages).Select(i => $"echo: {i}")));
    }

    private static async Task LiveAsync(ChatClient bot, AccountId self, List<string> handled, int messages)
    {
        using var deadline = new CancellationTokenSource(Waiting.Deadline);
        await foreach (var (from, message) in bot.ReadMessagesAsync("echo", deadline.Token))
        {
            if (message.Sender.Id == self)
                continue;
            await from.SendAsync($"echo: {message.Text}", new SendOptions { Once = $"echo/{message.Sequence}" }, null, deadline.Token);
            handled.Add(message.Text);
            if (--messages == 0 || handled.Distinct().Count() == 30)
                break;
        }
    }
}
