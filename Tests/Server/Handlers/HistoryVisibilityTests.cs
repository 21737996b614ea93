using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Handlers;

/// <summary>Invariant A6: a newcomer sees what the group's rule lets it see, and nothing before, wherever it asks.</summary>
[TestFixture]
internal sealed class HistoryVisibilityTests : GroupWorld
{
    private const string Payload = "game/move";
    private ConversationId _group;
    private MediaId _media;
    private ulong _first;

    [Test]
    public async Task From_join_nothing_of_before_is_seen_anywhere()
    {
        await FillAsync();
        await SeesFromAsync(await JoinAsync());
    }

    [Test]
    public async Task Of_the_last_entries_a_newcomer_sees_those_and_no_more_even_from_the_midst_of_a_block()
    {
        await FillAsync();
        await AskAsync(Adas, Update(_group, update => (update.History, update.HistoryEntries) = (HistoryVisibility.Last, 5)));
        var joined = await JoinAsync();
        await SeesFromAsync(joined - 5);
        Assert.That((await MembersAsync()).JoinedSequence, Is.EqualTo(joined));
    }

    [Test]
    public async Task With_all_history_a_newcomer_sees_everything_also_what_was_said_while_it_was_away()
    {
        await FillAsync();
        await AskAsync(Adas, Update(_group, update => update.History = HistoryVisibility.All));
        await JoinAsync();
        await SeesFromAsync(1);
        await AskAsync(Adas, Remove(_group, Mary));
        Assert.That(await RefusedAsync(Marys, new ClientFrame { FetchHistory = new() { ConversationId = _group.ToByteString() } }), Is.EqualTo(Code.NotFound));
        await SayAsync(Adas, _group, "meanwhile");
        await JoinAsync();
        await SeesFromAsync(1);
    }

    [Test]
    public async Task Another_rule_changes_nothing_for_those_who_are_there()
    {
        await FillAsync();
        var joined = await JoinAsync();
        await AskAsync(Adas, Update(_group, update => update.History = HistoryVisibility.All));
        await SeesFromAsync(joined);
    }

    [Test]
    public async Task Who_left_and_came_back_takes_back_own_words_from_before_and_edits_only_what_may_be_read()
    {
        _group = await GroupAsync();
        var (hers, others) = ((await SayAsync(Graces, _group, "hers")).Sequence, (await SayAsync(Adas, _group, "Ada's")).Sequence);
        await AskAsync(Graces, Leave(_group));
        Assert.That((await SendAsync(Graces, _group, RawEntries.Delete(hers)))[0].Code, Is.EqualTo(Code.NotFound), "who has left deletes nothing");
        await AskAsync(Adas, Add(_group, Grace));
        Assert.That((await StateAsync(Graces, _group)).FirstVisibleSequence, Is.GreaterThan(others));
        foreach (var entry in new[] { RawEntries.Delete(others), RawEntries.Delete(others + 1), RawEntries.Edit(hers, "other words") })
        {
            Assert.That((await SendAsync(Graces, _group, entry))[0].Code, Is.EqualTo(Code.TargetNotFound), $"{entry.Kind} of {entry.TargetSequence}");
        }

        Assert.That((await SendAsync(Graces, _group, RawEntries.Delete(hers)))[0].Code, Is.EqualTo(Code.Unspecified));
        await RemovedAsync(hers);

        // Where newcomers see everything, own words stay one's own to edit as well.
        var again = (await SayAsync(Graces, _group, "hers again")).Sequence;
        await AskAsync(Adas, Update(_group, update => update.History = HistoryVisibility.All));
        await AskAsync(Graces, Leave(_group));
        await AskAsync(Adas, Add(_group, Grace));
        Assert.That((await SendAsync(Graces, _group, RawEntries.Edit(again, "better words")))[0].Code, Is.EqualTo(Code.Unspecified));
    }

    private Task RemovedAsync(ulong sequence) => Conditions.UntilAsync(async () =>
        Find([.. (await HistoryAsync(Adas, _group)).Blocks], sequence) is { Content.IsEmpty: true } entry && (entry.Flags & (uint)EntryFlag.Removed) != 0);

    [Test]
    public async Task An_edit_shows_a_newcomer_nothing_of_a_message_from_before_it_joined()
    {
        _group = await GroupAsync();
        var old = (await SayAsync(Adas, _group, "old")).Sequence;
        await JoinAsync();
        var seen = (await SayAsync(Adas, _group, "seen")).Sequence;
        await EditsReachAsync(Marys, old, seen);
        await using var again = await Server.ConnectAsync(Mary);
        await EditsReachAsync(again, old, seen);
    }

    /// <summary>Edits of both in one block: the newcomer gets the content of the second alone, live and in its history.</summary>
    private async Task EditsReachAsync(RawClient newcomer, ulong old, ulong seen)
    {
        var edits = new[] { RawEntries.Edit(old, "old words"), RawEntries.Edit(seen, "words for all") };
        var sequence = (await SendAsync(Adas, _group, edits))[0].Sequence;
        var whole = await Linuses.NextEventAsync(frame => Holds(frame.Block, sequence));
        Assert.That(Find([whole.Block], sequence).Content, Is.EqualTo(edits[0].Content), "who was there gets all of it");
        var live = (await newcomer.NextEventAsync(frame => Holds(frame.Block, sequence))).Block;
        foreach (var blocks in new[] { [live], (await HistoryAsync(newcomer, _group)).Blocks.ToArray() })
        {
            var (first, second) = (Find(blocks, sequence), Find(blocks, sequence + 1));
            Assert.That((first.Kind, first.TargetSequence, first.Content.Length), Is.EqualTo((EntryKind.Edit, old, 0)));
            Assert.That(first.Flags & (uint)EntryFlag.Removed, Is.Not.Zero);
            Assert.That(second.Content, Is.EqualTo(edits[1].Content));
        }
    }

    private static bool Holds(Block? block, ulong sequence) =>
        block is not null && block.FirstSequence <= sequence && sequence < block.FirstSequence + block.EntryCount;

    private static Entry Find(Block[] blocks, ulong sequence)
    {
        var block = blocks.Single(block => Holds(block, sequence));
        return block.Entries[(int)(sequence - block.FirstSequence)];
    }

    /// <summary>
    /// Sixty messages in few blocks; the first mentions everyone, has media, a payload, a pin and a thread whose replies come much later.
    /// </summary>
    private async Task FillAsync()
    {
        _group = await GroupAsync();
        _media = await Server.Accounts.UploadAsync(Ada.AccessToken, "a picture");
        var first = RawEntries.WithMedia("zebra with media", _media);
        first.PayloadType = Payload;
        first.Flags |= (uint)EntryFlag.MentionsEveryone;
        _first = (await SendAsync(Adas, _group, first))[0].Sequence;
        await SendAsync(Adas, _group, RawEntries.About(EntryKind.Pin, _first));
        await SendAsync(Adas, _group, [.. Enumerable.Range(0, 60).Select(i => RawEntries.Text($"zebra number {i}"))]);
        await SendAsync(Graces, _group, RawEntries.Reply(_first, "zebra reply"));
    }

    /// <summary>Mary comes in; the sequence of the entry that says so.</summary>
    private async Task<ulong> JoinAsync()
    {
        await AskAsync(Adas, Add(_group, Mary));
        return (await StateAsync(Adas, _group)).HeadSequence;
    }

    private async Task SeesFromAsync(ulong visible)
    {
        var id = _group.ToByteString();
        var state = await StateAsync(Marys, _group);
        Assert.That(state.FirstVisibleSequence, Is.EqualTo(visible));
        var expected = Enumerable.Range(0, (int)(state.HeadSequence - visible + 1)).Select(i => visible + (ulong)i).ToArray();
        Assert.That(Sequences(await HistoryAsync(Marys, _group)), Is.EqualTo(expected));
        var after = (await AskAsync(Marys, new ClientFrame { FetchHistory = new() { ConversationId = id, After = 0, Limit = 1_000 } })).HistoryPage;
        Assert.That(Sequences(after), Is.EqualTo(expected));
        var around = (await AskAsync(Marys, new ClientFrame { FetchHistory = new() { ConversationId = id, Around = visible, Limit = 2 } })).HistoryPage;
        Assert.That(Sequences(around)[0], Is.EqualTo(visible));

        var all = visible <= _first;
        Assert.That(state.PinnedSequences, Has.Count.EqualTo(all ? 1 : 0));
        Assert.That(state.UnreadMentions, Is.Empty, "a newcomer has nothing unread");
        Assert.That(state.PreviewSequence, Is.EqualTo(0).Or.GreaterThanOrEqualTo(visible));
        var hits = (await AskAsync(Marys, new ClientFrame { SearchMessages = new() { Query = "zebra", ConversationIds = { id }, Limit = 50 } })).SearchPage.Hits;
        Assert.That(hits.Select(hit => hit.Sequence), Is.All.GreaterThanOrEqualTo(visible));
        Assert.That(hits, Has.Count.EqualTo(Math.Min(50, expected.Count(IsZebra))));

        var threads = (await AskAsync(Marys, new ClientFrame { FetchThreads = new() { ConversationId = id } })).ThreadPage.Threads;
        Assert.That(threads, Has.Count.EqualTo(all ? 1 : 0));
        var payloads = (await AskAsync(Marys, new ClientFrame { FetchPayloads = new() { ConversationId = id, PayloadType = Payload } })).PayloadPage;
        Assert.That(payloads.Blocks, Has.Count.EqualTo(all ? 1 : 0));
        var types = (await AskAsync(Marys, new ClientFrame { FetchPayloads = new() { ConversationId = id } })).PayloadPage;
        Assert.That(types.Types_, Has.Count.EqualTo(all ? 1 : 0));
        var about = new ClientFrame { FetchReferences = new() { ConversationId = id, TargetSequence = _first } };
        Assert.That(await RefusedAsync(Marys, about), Is.EqualTo(all ? Code.Unspecified : Code.TargetNotFound));
        var adopt = new ClientFrame { AdoptMedia = new() { ConversationId = id, MediaIds = { _media.ToByteString() } } };
        using var download = await Server.Accounts.SendAsync(HttpMethod.Get, $"v1/media/{_media}?conversation={_group}", Mary.AccessToken);
        Assert.That(download.IsSuccessStatusCode, Is.EqualTo(all));
        Assert.That(await RefusedAsync(Marys, adopt), Is.EqualTo(all ? Code.Unspecified : Code.MediaNotFound));
        var number = (await StateAsync(Marys, _group)).LastSendNumber + 1;
        var reaction = (await Marys.SendAsync(_group, number, RawEntries.Reaction(_first, "👍")))[0];
        Assert.That(reaction.Code, Is.EqualTo(all ? Code.Unspecified : Code.TargetNotFound));
    }

    private bool IsZebra(ulong sequence) => sequence == _first || (sequence > _first + 1 && sequence <= _first + 62);

    private async Task<Member> MembersAsync()
    {
        var page = await AskAsync(Adas, new ClientFrame { FetchMembers = new() { ConversationId = _group.ToByteString() } });
        return page.MemberPage.Members.Single(member => member.Account == Mary.Account.ToByteString());
    }
}
