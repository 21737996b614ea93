using FastChat.Client;
using FastChat.Tests.Support;

namespace FastChat.Tests.Client.Api;

/// <summary>
/// Ada and Grace in a direct conversation, Ada on two devices: what she does on one, and what reaches her while the other is away, must
/// be the same on both in the end.
/// </summary>
internal abstract class MessageWorld
{
    protected ChatWorld World { get; private set; } = null!;

    /// <summary>The clock of the server and of all devices.</summary>
    protected ShiftedClock Clock { get; } = new();

    protected ChatClient Ada { get; private set; } = null!;

    protected ChatClient AdaTwo { get; private set; } = null!;

    protected ChatClient Grace { get; private set; } = null!;

    protected Conversation Adas { get; private set; } = null!;

    protected Conversation AdasTwo { get; private set; } = null!;

    protected Conversation Graces { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        World = await ChatWorld.StartAsync(time: Clock);
        Ada = await World.RegisterAsync("ada");
        Grace = await World.RegisterAsync("grace");
        Adas = await Ada.OpenDirectAsync(Grace.Account!.Id);
        Graces = await Grace.OpenDirectAsync(Ada.Account!.Id);
        await (await Adas.SendAsync("the first word")).Sent.SoonAsync();
        AdaTwo = await World.SignInAsync("ada", "ada-two");
        AdasTwo = AdaTwo.GetConversation(Adas.Id);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await World.DisposeAsync();

    [SetUp]
    public async Task ConnectAsync()
    {
        foreach (var client in new[] { Ada, AdaTwo, Grace })
        {
            client.Paused = false;
            await client.LiveAsync();
        }
    }

    /// <summary>Takes both of Ada's devices off the line, lets something happen, and brings them back.</summary>
    protected async Task WhileAdaIsAwayAsync(Func<Task> happens)
    {
        (Ada.Paused, AdaTwo.Paused) = (true, true);
        await happens();
        (Ada.Paused, AdaTwo.Paused) = (false, false);
        await Ada.LiveAsync();
        await AdaTwo.LiveAsync();
    }

    /// <summary>The rows that a message has in the end on both of Ada's devices and on Grace's: they must tell the same.</summary>
    protected async Task<TimelineItem> AgreedAsync(MessageId id, Func<TimelineItem, bool> fits)
    {
        // What one of them has may still be on its way to another, whose row may fit as it was before that.
        var head = new[] { Adas, AdasTwo, Graces }.Max(conversation => conversation.Summary.HeadSequence);
        foreach (var device in new[] { Ada, AdaTwo, Grace })
            await SummaryAsync(device, row => row.HeadSequence >= head);
        var rows = new List<TimelineItem>();
        foreach (var conversation in new[] { Adas, AdasTwo, Graces })
        {
            await using var timeline = conversation.OpenTimeline();
            rows.Add(await timeline.RowAsync(item => item.Key == id && item.Sequence is not null && fits(item)));
        }

        Assert.That(rows[1].Reactions, Is.EqualTo(rows[0].Reactions));
        Assert.That((rows[1].Text, rows[1].Edited, rows[1].Deleted, rows[1].Pinned), Is.EqualTo((rows[0].Text, rows[0].Edited, rows[0].Deleted, rows[0].Pinned)));
        Assert.That(rows[1].Poll, Is.EqualTo(rows[0].Poll));
        Assert.That(rows[2].Poll?.Options.Select(option => option.Count), Is.EqualTo(rows[0].Poll?.Options.Select(option => option.Count)));
        return rows[0];
    }

    /// <summary>What a device's list says of the conversation, once it fits.</summary>
    protected async Task<ConversationSummary> SummaryAsync(ChatClient device, Func<ConversationSummary, bool> fits)
    {
        await using var list = device.OpenConversations();
        var rows = await list.UntilAsync(rows => rows.Any(row => row.Id == Adas.Id && fits(row)));
        return rows.Single(row => row.Id == Adas.Id);
    }

    protected static async Task<long> SentAsync(Task<Outgoing> send) => await (await send.SoonAsync()).Sent.SoonAsync();

    protected static ErrorCode Refusal(Func<Task> act) => Assert.ThrowsAsync<ChatException>(() => act())!.Code;
}
