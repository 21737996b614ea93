using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class PayloadTests : MessageWorld
{
    [Test]
    public async Task Messages_are_found_by_the_type_of_their_payload()
    {
        const string Type = "com.example.move";
        var sequences = new List<long>();
        for (byte move = 0; move < 3; move++)
            sequences.Add(await SentAsync(Adas.SendAsync(new MessageDraft("a move") { Custom = new CustomPayload(Type, [move]) })));
        await SentAsync(Adas.SendAsync(new MessageDraft { Custom = new CustomPayload("another", [9]) }));

        var late = await World.SignInAsync("grace", "grace-late");
        var conversation = late.GetConversation(Adas.Id);
        var found = await conversation.ReadPayloadsAsync(Type).TakeAsync(3);
        Assert.That(found.Select(entry => entry.Sequence), Is.EqualTo(Enumerable.Reverse(sequences)));
        Assert.That(found.Select(entry => entry.Custom!.Data[0]), Is.EqualTo(new byte[] { 2, 1, 0 }));
        Assert.That(await conversation.ReadPayloadTypesAsync(), Does.Contain(Type).And.Contain("another"));
    }

    [Test]
    public void Types_are_visible_ascii_and_payloads_have_a_cap()
    {
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Custom = new CustomPayload("with space", [1]) })), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Custom = new CustomPayload(new string('t', 65), [1]) })), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Adas.SendAsync(new MessageDraft { Custom = new CustomPayload("big", [.. new byte[64 * 1024]]) })), Is.EqualTo(ErrorCode.MessageTooLarge));
    }

    [Test]
    public async Task The_earlier_words_of_an_edited_message_can_be_read()
    {
        var message = await Adas.SendAsync("first");
        var sequence = await message.Sent.SoonAsync();
        await SentAsync(Adas.EditAsync(message.Id, "second"));
        await SentAsync(Adas.EditAsync(message.Id, "third"));
        var texts = await Graces.ReadEditsAsync(sequence).TakeAsync(3);
        Assert.That(texts.Select(entry => entry.Text), Is.EqualTo(new[] { "first", "second", "third" }));
    }

    [Test]
    public async Task Reactions_tell_how_many_and_who_also_after_being_away()
    {
        var message = await Graces.SendAsync("react to me");
        await message.Sent.SoonAsync();
        await AgreedAsync(message.Id, _ => true);
        await WhileAdaIsAwayAsync(async () =>
        {
            await Adas.ReactAsync(message.Id, "👍");
            await AdasTwo.ReactAsync(message.Id, "👍");
            await Graces.ReactAsync(message.Id, "👍");
            await Graces.ReactAsync(message.Id, "🎉");
        });
        var row = await AgreedAsync(message.Id, item => item.Unsent.IsEmpty && item.Reactions is [{ Count: 2 }, { Count: 1 }]);
        Assert.That(row.Reactions[0].Accounts, Is.EquivalentTo(new[] { Ada.Account!.Id, Grace.Account!.Id }), "an account reacts once with an emoji");
    }
}
