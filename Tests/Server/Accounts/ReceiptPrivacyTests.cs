using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Receipts as they go over the wire between two who do and do not show how far they have read.</summary>
[TestFixture]
internal sealed class ReceiptPrivacyTests
{
    [Test]
    public async Task Who_hides_how_far_it_has_read_tells_what_it_has_received_and_is_told_no_more_itself()
    {
        await using var server = await TestServer.StartAsync();
        var (vera, walt) = (await server.RegisterAsync("vera"), await server.RegisterAsync("walt"));
        await using var veras = await server.ConnectAsync(vera);
        await using var walts = await server.ConnectAsync(walt);
        var created = await veras.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = walt.Account.ToByteString() } });
        Assert.That(ConversationId.TryRead(created.Conversation.ConversationId.Span, out var id));
        var first = (await veras.SendTextAsync(id, 1, "one")).Sequence;
        Assert.That((await ReadAsync(walts, veras, walt, id, first)).ReadSequence, Is.EqualTo(first), "as it is without any setting");

        await walts.RequestAsync(new ClientFrame { SetAccountSettings = new SetAccountSettings { ReadReceipts = Audience.Nobody } });
        var second = (await veras.SendTextAsync(id, 2, "two")).Sequence;
        var told = await ReadAsync(walts, veras, walt, id, second);
        Assert.That((told.ReadSequence, told.ReadOrdinal, told.DeliveredSequence), Is.EqualTo((0UL, 0UL, second)));
        var third = (await walts.SendTextAsync(id, 1, "three")).Sequence;
        told = await ReadAsync(veras, walts, vera, id, third);
        Assert.That((told.ReadSequence, told.DeliveredSequence), Is.EqualTo((0UL, third)), "who hides sees nothing either");

        // Contacts see it, if they show it too; a connection that is made later knows as well.
        await walts.RequestAsync(new ClientFrame { SetContact = new SetContact { Account = vera.Account.ToByteString() } });
        await walts.RequestAsync(new ClientFrame { SetAccountSettings = new SetAccountSettings { ReadReceipts = Audience.Contacts } });
        await using var later = await server.ConnectAsync(await server.Accounts.SignInAsync("walt"));
        var fourth = (await veras.SendTextAsync(id, 3, "four")).Sequence;
        Assert.That((await ReadAsync(later, veras, walt, id, fourth)).ReadSequence, Is.EqualTo(fourth));
    }

    /// <summary>What the other is told when the reader has read up to here.</summary>
    private static async Task<ReceiptEvent> ReadAsync(RawClient reader, RawClient other, RawSession session, ConversationId id, ulong sequence)
    {
        await reader.RequestAsync(new ClientFrame { MoveCursor = new MoveCursor { ConversationId = id.ToByteString(), ReadSequence = sequence } });
        var account = session.Account.ToByteString();
        return (await other.NextEventAsync(frame => frame.Receipt is { } receipt && receipt.Account == account && receipt.DeliveredSequence >= sequence)).Receipt;
    }
}
