using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class ContactTests : MessageWorld
{
    [Test]
    public async Task Contacts_have_own_names_and_are_the_same_on_devices_that_were_away()
    {
        var linus = (await World.RegisterAsync("linus")).Account!.Id;
        await WhileAdaIsAwayAsync(async () =>
        {
            await Ada.Contacts.AddAsync(Grace.Account!.Id, "Amazing Grace");
            await AdaTwo.Contacts.AddAsync(linus);
            Assert.That(Ada.Contacts.All.Single().Account.Name, Is.EqualTo("Amazing Grace"), "shown at once");
        });
        foreach (var device in new[] { Ada, AdaTwo })
            await UntilAsync(device, () => device.Contacts.All.Select(contact => (contact.Account.Name, contact.AddedAt is not null))
                .SequenceEqual([("Amazing Grace", true), ("linus", true)]));
        await SummaryAsync(AdaTwo, row => row.Title == "Amazing Grace");
        Assert.That(Grace.Contacts.All, Is.Empty, "the other is not told");

        await AdaTwo.Contacts.RemoveAsync(linus);
        await AdaTwo.Contacts.AddAsync(Grace.Account!.Id, "Grace H.");
        await UntilAsync(Ada, () => Ada.Contacts.All.Select(contact => contact.Account.Name).SequenceEqual(["Grace H."]));
        await AdaTwo.Contacts.RemoveAsync(Grace.Account!.Id);
        await SummaryAsync(Ada, row => row.Title == "grace");
    }

    [Test]
    public void One_is_no_contact_of_oneself_and_names_have_a_limit()
    {
        Assert.That(Refusal(() => Ada.Contacts.AddAsync(Ada.Account!.Id)), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Ada.Contacts.BlockAsync(Ada.Account!.Id)), Is.EqualTo(ErrorCode.InvalidArgument));
        Assert.That(Refusal(() => Ada.Contacts.AddAsync(Grace.Account!.Id, new string('x', 129))), Is.EqualTo(ErrorCode.InvalidName));
    }

    internal static async Task UntilAsync(ChatClient client, Func<bool> holds)
    {
        using var changed = new SemaphoreSlim(0);
        void Changed(object? sender, EventArgs e) => changed.Release();
        client.Contacts.Changed += Changed;
        while (!holds())
            Assert.That(await changed.WaitAsync(Waiting.Deadline), Is.True, "it did not get there");
        client.Contacts.Changed -= Changed;
    }
}
