using FastChat.Protocol;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Ada blocks Grace, with whom she has a direct conversation: nothing that Grace does meanwhile reaches her by the way of an index.</summary>
[TestFixture]
internal sealed class WithheldTests : GroupWorld
{
    private ConversationId _direct;
    private ulong _first;

    [SetUp]
    public async Task TalkAsync()
    {
        var create = new ClientFrame { CreateDirect = new() { AccountId = Grace.Account.ToByteString() } };
        var made = (await AskAsync(Adas, create)).Conversation;
        Assert.That(ConversationId.TryRead(made.ConversationId.Span, out _direct));
        _first = (await SayAsync(Graces, _direct, "kindword")).Sequence;
    }

    [Test]
    public async Task Words_that_an_edit_brought_during_the_block_are_not_found()
    {
        Assert.That(await FindAsync("kindword"), Is.EqualTo(new[] { _first }));
        await BlockAsync(true);
        await SendAsync(Graces, _direct, RawEntries.Edit(_first, "cruelword"));
        Assert.That(await FindAsync("cruelword"), Is.Empty, "during the block");
        await BlockAsync(false);
        Assert.That(await FindAsync("cruelword"), Is.Empty, "after the block");
        await SendAsync(Graces, _direct, RawEntries.Edit(_first, "laterword"));
        Assert.That(await FindAsync("laterword"), Is.EqualTo(new[] { _first }), "an edit after the block is one like all others");
    }

    private async Task BlockAsync(bool blocked) =>
        await AskAsync(Adas, new ClientFrame { SetBlocked = new() { Account = Grace.Account.ToByteString(), Blocked = blocked } });

    private async Task<ulong[]> FindAsync(string query)
    {
        var search = new ClientFrame { SearchMessages = new() { Query = query, ConversationIds = { _direct.ToByteString() } } };
        return [.. (await AskAsync(Adas, search)).SearchPage.Hits.Select(hit => hit.Sequence)];
    }
}
