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

    [Test]
    public async Task Threads_are_told_as_far_as_their_replies_reach_the_one_who_blocked()
    {
        var other = (await SayAsync(Graces, _direct, "no reply yet")).Sequence;
        var reply = (await SendAsync(Graces, _direct, RawEntries.Reply(_first, "before")))[0].Sequence;
        var before = (await ThreadsAsync()).Single();
        await BlockAsync(true);
        await SendAsync(Graces, _direct, RawEntries.Reply(_first, "during"), RawEntries.Reply(other, "during"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await ThreadsAsync(), Is.EqualTo(new[] { before }), "during the block");
        await BlockAsync(false);
        Assert.That(await ThreadsAsync(), Is.EqualTo(new[] { before }), "after the block");
        Assert.That((before.LastSequence, before.ReplyCount), Is.EqualTo((reply, 1u)));
        var after = (await SendAsync(Graces, _direct, RawEntries.Reply(_first, "after")))[0].Sequence;
        Assert.That((await ThreadsAsync()).Single().LastSequence, Is.EqualTo(after));
    }

    [Test]
    public async Task What_was_pinned_during_the_block_is_not_pinned_for_the_one_who_blocked()
    {
        var other = (await SayAsync(Graces, _direct, "pinned before")).Sequence;
        await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, other));
        await BlockAsync(true);
        await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, _first));
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EqualTo(new[] { other }), "during the block");
        await BlockAsync(false);
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EqualTo(new[] { other }), "after the block");
        Assert.That((await StateAsync(Graces, _direct)).PinnedSequences, Is.EqualTo(new[] { other, _first }), "as it was answered");
        await SendAsync(Adas, _direct, RawEntries.About(EntryKind.Pin, _first));
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EqualTo(new[] { other, _first }));
    }

    [Test]
    public async Task What_the_blocked_side_takes_off_the_pins_stays_pinned_for_the_one_who_blocked_and_each_side_keeps_its_view()
    {
        var other = (await SayAsync(Graces, _direct, "pinned before")).Sequence;
        await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, _first), RawEntries.About(EntryKind.Pin, other));
        await BlockAsync(true);
        var off = RawEntries.About(EntryKind.Pin, other);
        off.Flags |= (uint)EntryFlag.Off;
        Assert.That((await SendAsync(Graces, _direct, off))[0].Refusal, Is.Null, "answered as before");
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EqualTo(new[] { _first, other }), "during the block");
        Assert.That((await StateAsync(Graces, _direct)).PinnedSequences, Is.EqualTo(new[] { _first }), "as it was answered");
        await BlockAsync(false);
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EqualTo(new[] { _first, other }), "after the block");
        off = RawEntries.About(EntryKind.Pin, other);
        off.Flags |= (uint)EntryFlag.Off;
        await SendAsync(Graces, _direct, off);
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EqualTo(new[] { _first }), "after the block it counts for both");
        Assert.That((await StateAsync(Graces, _direct)).PinnedSequences, Is.EqualTo(new[] { _first }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_limit_of_pins_counts_what_each_side_sees_and_so_tells_nobody_of_a_block(bool blocked)
    {
        var messages = new List<ulong> { _first };
        while (messages.Count < ProtocolLimits.PinsMax + 2) messages.Add((await SayAsync(Graces, _direct, $"{messages.Count}")).Sequence);
        foreach (var message in messages.Take(ProtocolLimits.PinsMax)) await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, message));
        if (blocked) await BlockAsync(true);
        Assert.That((await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, messages[^1])))[0].Code, Is.EqualTo(Code.LimitReached), "full");
        await SendAsync(Graces, _direct, Off(messages[0]));
        Assert.That((await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, messages[^1])))[0].Code, Is.EqualTo(Code.Unspecified), "one is free");
        Assert.That((await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, messages[^2])))[0].Code, Is.EqualTo(Code.LimitReached), "full again");
        Assert.That((await SendAsync(Graces, _direct, RawEntries.About(EntryKind.Pin, messages[0])))[0].Code, Is.EqualTo(Code.LimitReached), "it is off");
        if (!blocked) return;
        await BlockAsync(false);
        Assert.That((await StateAsync(Adas, _direct)).PinnedSequences, Is.EquivalentTo(messages.Take(ProtocolLimits.PinsMax)));
        await SendAsync(Adas, _direct, Off(messages[1]));
        Assert.That((await SendAsync(Adas, _direct, RawEntries.About(EntryKind.Pin, messages[^2])))[0].Code, Is.EqualTo(Code.Unspecified), "hers are her own");
    }

    private static OutgoingEntry Off(ulong message)
    {
        var entry = RawEntries.About(EntryKind.Pin, message);
        entry.Flags |= (uint)EntryFlag.Off;
        return entry;
    }

    [Test]
    public async Task A_message_timer_that_the_blocked_side_sets_has_no_effect()
    {
        await BlockAsync(true);
        var set = new ClientFrame { SetMessageTimer = new() { ConversationId = _direct.ToByteString(), Seconds = 60 } };
        await AskAsync(Graces, set);
        await BlockAsync(false);
        Assert.That((await StateAsync(Adas, _direct)).MessageTimerSeconds, Is.Zero);
        Assert.That((await StateAsync(Graces, _direct)).MessageTimerSeconds, Is.Zero);
        await AskAsync(Graces, set);
        Assert.That((await StateAsync(Adas, _direct)).MessageTimerSeconds, Is.EqualTo(60), "after the block it has");
    }

    private async Task BlockAsync(bool blocked) =>
        await AskAsync(Adas, new ClientFrame { SetBlocked = new() { Account = Grace.Account.ToByteString(), Blocked = blocked } });

    private async Task<ulong[]> FindAsync(string query)
    {
        var search = new ClientFrame { SearchMessages = new() { Query = query, ConversationIds = { _direct.ToByteString() } } };
        return [.. (await AskAsync(Adas, search)).SearchPage.Hits.Select(hit => hit.Sequence)];
    }

    private async Task<ThreadSummary[]> ThreadsAsync() =>
        [.. (await AskAsync(Adas, new ClientFrame { FetchThreads = new() { ConversationId = _direct.ToByteString() } })).ThreadPage.Threads];
}
