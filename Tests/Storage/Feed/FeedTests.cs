namespace FastChat.Tests.Storage.Feed;

/// <summary>Followers get every row in order, and only rows that all have passed are trimmed.</summary>
[TestFixture]
internal sealed class FeedTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);

    [Test]
    public void A_row_lists_shards_commit_numbers_and_what_changed_each_once()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Commit(batch =>
        {
            batch.NoteAccount(Ids.Account(2));
            batch.NoteConversation(Conversation);
            batch.NoteConversation(Conversation);
            batch.NoteConversation(Ids.Conversation(3));
        });
        var follower = temporary.Database.Feed.Follow("push");
        var seen = 0;
        follower.Read(10, (loop, turn, row) =>
        {
            seen++;
            Assert.That((loop, turn), Is.EqualTo(((byte)0, 0L)));
            Assert.That(row.Shards.SelectMany(shard => shard.Conversations), Is.EquivalentTo(new[] { Conversation, Ids.Conversation(3) }));
            Assert.That(row.Shards.SelectMany(shard => shard.Accounts), Is.EqualTo(new[] { Ids.Account(2) }));
            Assert.That(row.Shards.Select(shard => shard.Shard), Is.Ordered);
            Assert.That(row.Shards.Single(shard => shard.Conversations.Contains(Conversation)).Shard, Is.EqualTo(Conversation.Shard()));
            return true;
        });
        Assert.That(seen, Is.EqualTo(1));
    }

    [Test]
    public void A_follower_goes_on_from_its_saved_position_after_a_crash()
    {
        using var temporary = new TemporaryDatabase();
        Turns(temporary, 10);
        var follower = temporary.Database.Feed.Follow("push");
        Assert.That(follower.Read(4, (_, _, _) => true), Is.EqualTo(4));
        temporary.Commit(follower.Save);
        Assert.That(follower.Read(4, (_, _, _) => true), Is.EqualTo(4));
        temporary.CrashAndReopen();
        var turns = new List<long>();
        temporary.Database.Feed.Follow("push").Read(100, (_, turn, _) =>
        {
            turns.Add(turn);
            return turn < 8;
        });
        Assert.That(turns, Is.EqualTo(new long[] { 4, 5, 6, 7, 8 }));
    }

    [Test]
    public void Trimming_stops_at_the_slowest_follower_and_keeps_the_commit_numbers()
    {
        using var temporary = new TemporaryDatabase();
        Turns(temporary, 10);
        var (slow, fast) = (temporary.Database.Feed.Follow("slow"), temporary.Database.Feed.Follow("fast"));
        slow.Read(3, (_, _, _) => true);
        fast.Read(9, (_, _, _) => true);
        temporary.Commit(batch =>
        {
            slow.Save(batch);
            fast.Save(batch);
        });
        temporary.Commit(batch => Assert.That(temporary.Database.Feed.Trim(batch), Is.EqualTo(3)));
        temporary.Commit(batch => temporary.Database.Feed.Unfollow(batch, "slow"));
        temporary.Commit(batch => Assert.That(temporary.Database.Feed.Trim(batch, 4), Is.EqualTo(4)));
        temporary.Commit(batch => Assert.That(temporary.Database.Feed.Trim(batch), Is.EqualTo(2)));
        temporary.Commit(batch => temporary.Database.Feed.Unfollow(batch, "fast"));
        temporary.Commit(batch => Assert.That(temporary.Database.Feed.Trim(batch), Is.EqualTo(1)));
        temporary.Commit(batch => Assert.That(temporary.Database.Feed.Trim(batch), Is.Zero));
        Assert.That(temporary.Database.Feed.Loops(), Is.Empty);
        temporary.CrashAndReopen();
        Assert.That(temporary.CommitNumbers[Conversation.Shard()], Is.EqualTo(10));
        Assert.That(temporary.Database.FirstTurn(0), Is.EqualTo(10));
    }

    private static void Turns(TemporaryDatabase temporary, int count)
    {
        for (var i = 0; i < count; i++) temporary.Commit(batch => batch.NoteConversation(Conversation));
    }
}
