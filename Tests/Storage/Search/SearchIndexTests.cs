using FastChat.Search.Index;
using FastChat.Storage;
using FastChat.Storage.Conversations;
using FastChat.Storage.Keys;
using FastChat.Storage.Search;

namespace FastChat.Tests.Storage.Search;

[TestFixture]
internal sealed class SearchIndexTests
{
    [Test]
    public void A_message_is_found_before_and_after_it_is_indexed()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        chat.Say("first needle");
        chat.Commit();
        Assert.That(chat.Find("needle"), Is.EqualTo(new[] { 1ul }));
        for (var i = 0; i < 100; i++) chat.Say($"hay {i}");
        chat.Commit();
        Assert.That(chat.Index(), Is.GreaterThan(0));
        Assert.That(chat.Manifest.Covered, Is.EqualTo(101));
        chat.Say("second needle");
        chat.Commit();
        Assert.That(chat.Find("needle"), Is.EqualTo(new[] { 102ul, 1ul }));
        Assert.That(chat.Index(), Is.Zero, "one entry makes no segment");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Whatever_happens_a_search_finds_what_is_there(int seed)
    {
        using var temporary = new TemporaryDatabase();
        var random = new Random(seed);
        var chat = new SearchedChat(temporary, 1);
        for (var round = 0; round < 150; round++)
        {
            for (var i = random.Next(1, 40); i > 0; i--) Act(random, chat);
            chat.Commit();
            if (random.Next(3) == 0) chat.Index(isQuiet: random.Next(4) == 0, purges: random.Next(10) == 0, nowMs: round);
            if (random.Next(12) == 0)
            {
                // A crash between two commits of one change.
                chat.Index(commitsMax: 1, nowMs: round);
                temporary.CrashAndReopen();
            }

            var word = $"w{random.Next(40)}";
            Assert.That(chat.Find(word), Is.EqualTo(chat.Scan(word)), $"seed {seed} round {round}");
        }

        chat.Index(isQuiet: true, purges: true);
        Assert.That(new SearchVerification(temporary.Database).Check(chat.Id), Is.Null);
        Assert.That(temporary.Database.Verify().Problems.Where(problem => problem.Contains("search", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Segments_merge_as_they_grow()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        for (var i = 0; i < 3_200; i++)
        {
            chat.Say($"message w{i % 50}");
            if (i % 32 != 31) continue;
            chat.Commit();
            chat.Index();
        }

        Assert.That(chat.Manifest.Covered, Is.EqualTo(3_200));
        Assert.That(chat.Manifest.Segments.Sum(segment => segment.Documents), Is.EqualTo(3_200));
        Assert.That(chat.Manifest.Segments, Has.Length.LessThanOrEqualTo(12));
        Assert.That(PieceRows(temporary, chat), Is.EqualTo(chat.Manifest.Segments.Sum(segment => segment.Pieces)), "merged segments leave nothing");
    }

    [Test]
    public void Deleted_text_leaves_the_index()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        var secret = chat.Say("topsecretword");
        for (var i = 0; i < 200; i++) chat.Say($"hay {i}");
        chat.Commit();
        chat.Index();
        chat.Delete(secret);
        chat.Commit();
        Assert.That(chat.Find("topsecretword"), Is.Empty, "masked at once");
        Assert.That(HoldsTerm(temporary, chat, "topsecretword"), Is.True);
        Assert.That(chat.Index(isQuiet: true), Is.GreaterThan(0), "a deletion is taken in although it is a single entry");
        Assert.That(HoldsTerm(temporary, chat, "topsecretword"), Is.False);
        Assert.That(chat.Manifest.PurgeMs, Is.Zero);
    }

    [Test]
    public void Deleted_text_leaves_large_segments_after_a_while()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        var secret = chat.Say("topsecretword");
        for (var i = 0; i < StorageLimits.SearchPurgeAtOnceDocuments + 100; i++) chat.Say("hay");
        chat.Commit();
        chat.Index();
        chat.Delete(secret);
        chat.Commit();
        chat.Index(isQuiet: true, nowMs: 1_000);
        Assert.That(chat.Manifest.PurgeMs, Is.EqualTo(1_000));
        Assert.That(HoldsTerm(temporary, chat, "topsecretword"), Is.True);
        Assert.That(chat.Index(nowMs: 999 + StorageLimits.SearchPurgeDelayMs), Is.Zero);
        Assert.That(chat.Index(nowMs: 1_000 + StorageLimits.SearchPurgeDelayMs), Is.GreaterThan(0));
        Assert.That(HoldsTerm(temporary, chat, "topsecretword"), Is.False);
    }

    [Test]
    public void Erased_messages_leave_the_index()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        var secret = chat.Say("topsecretword");
        for (var i = 0; i < 100; i++) chat.Say("hay");
        chat.Commit();
        chat.Index();
        Assert.That(HoldsTerm(temporary, chat, "topsecretword"), Is.True);
        chat.Remove(secret);
        chat.Index();
        Assert.That(HoldsTerm(temporary, chat, "topsecretword"), Is.False);
        Assert.That(temporary.Database.Search.ReadErased(chat.Id, 10), Is.Empty);
    }

    [Test]
    public void The_index_goes_with_its_conversation()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        var other = new SearchedChat(temporary, 2);
        foreach (var one in (SearchedChat[])[chat, other])
        {
            for (var i = 0; i < 100; i++) one.Say("hay");
            one.Commit();
            one.Index();
        }

        temporary.Commit(batch => temporary.Database.Conversations.Delete(batch, chat.Id, new TombstoneRecord(100, 0, 1, 1, [])));
        temporary.Keys.Forget(chat.Id);
        Assert.That(PieceRows(temporary, chat), Is.Zero);
        Assert.That(PieceRows(temporary, other), Is.GreaterThan(0));
        Assert.That(chat.Manifest, Is.SameAs(SearchManifest.Empty));
    }

    [Test]
    public void Nothing_outside_of_the_view_is_found()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        for (var i = 0; i < 100; i++) chat.Say("needle");
        chat.Commit();
        chat.Index();
        for (var i = 0; i < 10; i++) chat.Say("needle");
        chat.Commit();
        Assert.That(chat.Find("needle", new SearchView(98, 103)), Is.EqualTo(new ulong[] { 103, 102, 101, 100, 99, 98 }));
        Assert.That(chat.Find("needle", new SearchView(105, 200)), Is.EqualTo(new ulong[] { 110, 109, 108, 107, 106, 105 }));
    }

    [Test]
    public void Too_much_that_is_new_is_told()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        for (var i = 0; i < 100; i++) chat.Say("needle");
        chat.Commit();
        Assert.That(chat.Find("needle", scannedMax: 30), Has.Count.EqualTo(30));
        Assert.That(chat.IsIncomplete);
        chat.Index();
        Assert.That(chat.Find("needle", scannedMax: 30), Has.Count.EqualTo(100));
        Assert.That(chat.IsIncomplete, Is.False);
    }

    [Test]
    public void A_damaged_index_is_told_and_made_anew()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new SearchedChat(temporary, 1);
        for (var i = 0; i < 100; i++) chat.Say($"needle {i}");
        chat.Commit();
        chat.Index();
        var number = chat.Manifest.Segments[0].Number;
        temporary.Commit(batch => batch.Put(Table.Search, RowKey.SearchPiece(new byte[64], chat.Id, number, 0), [9, 9, 9], chat.Key));
        Assert.Throws<StorageCorruptException>(() => chat.Find("needle"));
        Assert.That(new SearchVerification(temporary.Database).Check(chat.Id), Does.Contain("another version"));
        Assert.That(new SearchRebuild(temporary.Database).Run(), Is.EqualTo(1));
        Assert.That(new SearchVerification(temporary.Database).Check(chat.Id), Is.Null);
        Assert.That(chat.Find("needle"), Has.Count.EqualTo(100));
    }

    private static void Act(Random random, SearchedChat chat)
    {
        var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => $"w{random.Next(40)}"));
        switch (random.Next(12))
        {
            case 0 when chat.Texts.Count > 0:
                chat.Edit(chat.Texts.Keys.ElementAt(random.Next(chat.Texts.Count)), text);
                break;
            case 1 when chat.Texts.Count > 0:
                var target = chat.Texts.Keys.ElementAt(random.Next(chat.Texts.Count));
                chat.Delete(target);
                // An edit that comes too late brings nothing back.
                if (random.Next(2) == 0) chat.Edit(target, text);
                break;
            default:
                chat.Say(text);
                break;
        }
    }

    private static int PieceRows(TemporaryDatabase temporary, SearchedChat chat)
    {
        var prefix = Rows.Part(chat.Id, 1);
        var count = 0;
        using var rows = temporary.Database.Engine.Iterate(Table.Search);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext()) count++;
        return count;
    }

    private static bool HoldsTerm(TemporaryDatabase temporary, SearchedChat chat, string term) =>
        chat.Manifest.Segments.Any(segment =>
            SegmentReader.Open(temporary.Database.Search.OpenSegment(chat.Id, segment.Number))!.TryFind(System.Text.Encoding.UTF8.GetBytes(term), out _));
}
