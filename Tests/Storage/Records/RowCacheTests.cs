using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;

namespace FastChat.Tests.Storage.Records;

/// <summary>Rows that are kept opened say what the database says (decision 0027).</summary>
[TestFixture]
internal sealed class RowCacheTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);
    private static readonly AccountId Account = Ids.Account(1);
    private static readonly DeviceId Device = Ids.Device(1);
    private static readonly byte[] Key = [.. Enumerable.Range(0, RowKey.PrefixBytes).Select(n => (byte)n)];

    [Test]
    public void A_row_that_was_read_is_read_as_the_next_commit_wrote_it()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        var database = temporary.Database;
        Assert.That(Seen(database), Is.EqualTo((0, false, 0, 0, 0, 0, 0)), "nothing is there, and that is kept");
        for (ulong n = 1; n <= 3; n++)
        {
            temporary.Commit(batch =>
            {
                database.Conversations.PutHead(batch, Conversation, key, new HeadRecord(n, n, 1, 1));
                database.Members.Put(batch, Conversation, Account, key, new MemberRecord(Role.Member, n, 1));
                database.Cursors.Put(batch, Conversation, Account, key, new CursorRecord(n, n, n));
                database.Sends.Put(batch, Conversation, Device, key, new SendWindowRecord(n, []));
                database.Annotations.MessageTimers.Put(batch, Conversation, (uint)n, key);
                database.Annotations.Hidden.Put(batch, Conversation, Account, new HiddenRecord(n, []), key);
                database.Blocks.PutTarget(batch, Conversation, 1, n + 1, EntryKind.Edit, key);
            });
            var expected = ((int)n, true, (int)n, (int)n, (int)n, (int)n, (int)n);
            Assert.That(Seen(database), Is.EqualTo(expected), "as written");
            Assert.That(Seen(database), Is.EqualTo(expected), "as kept");
        }

        temporary.Commit(batch => database.Members.Delete(batch, Conversation, Account));
        Assert.That(database.Members.Read(Conversation, Account), Is.Null);
    }

    [TestCase(100, 1)]
    [TestCase(4096, 0)]
    public void A_row_is_kept_unless_it_is_long(int characters, int kept)
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        var group = GroupRecord.None with { Description = new string('d', characters) };
        temporary.Commit(batch => temporary.Database.Annotations.Groups.Put(batch, Conversation, group, key));
        Assert.That(temporary.Database.Annotations.HasAny(Conversation), Is.True);
        var before = temporary.Database.OpenRows.Count;
        Assert.Multiple(() =>
        {
            Assert.That(temporary.Database.Annotations.Groups.Read(Conversation), Is.EqualTo(group));
            Assert.That(temporary.Database.Annotations.Groups.Read(Conversation), Is.EqualTo(group), "once more");
            Assert.That(temporary.Database.OpenRows.Count - before, Is.EqualTo(kept));
        });
    }

    [Test]
    public void Nothing_of_a_deleted_conversation_is_kept()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new Chat(temporary, 1).Create().Send(3, targets: true);
        var database = temporary.Database;
        Assert.That(database.Members.Read(chat.Id, chat.Member), Is.Not.Null);
        Assert.That(LastSequence(database, chat.Id, 4), Is.EqualTo(4));
        temporary.Commit(batch => database.Conversations.Delete(batch, chat.Id, new TombstoneRecord(4, 4, 1, 1, [])));
        temporary.Keys.Forget(chat.Id);
        temporary.CreateKey(chat.Id);
        Assert.Multiple(() =>
        {
            Assert.That(database.Conversations.ReadRecord(chat.Id), Is.Null);
            Assert.That(database.Conversations.ReadHead(chat.Id), Is.Null);
            Assert.That(database.Members.Read(chat.Id, chat.Member), Is.Null);
            Assert.That(Targets(database, chat.Id), Is.Zero);
            Assert.That(LastSequence(database, chat.Id, 4), Is.Null);
        });
    }

    [Test]
    public void What_is_made_of_the_last_block_is_made_again_when_a_block_is_written()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new Chat(temporary, 1).Create().Send(2);
        var made = 0;
        var blocks = temporary.Database.Blocks;
        Assert.That((Make(3), Make(3), made), Is.EqualTo((3UL, 3UL, 1)), "once");
        chat.Send(1);
        Assert.That((Make(4), Make(4), made), Is.EqualTo((4UL, 4UL, 2)), "for each end");
        Assert.That((Make(3), made), Is.EqualTo((3UL, 3)), "another reader's head, a little older");
        Assert.That((Make(4), made), Is.EqualTo((4UL, 3)), "is not kept in its place");

        ulong Make(ulong last) => (ulong)blocks.ReadLast(chat.Id, last, (block, out isSmall) =>
        {
            made++;
            isSmall = true;
            return (object)LastOf(block);
        })!;
    }

    [Test]
    public void What_was_read_before_or_while_a_row_is_written_is_not_kept()
    {
        var cache = new RowCache();
        var changes = new RowChanges();
        changes.Note(Table.Members, Key);
        cache.Find(Table.Members, Key, out var before);
        cache.BeginWrite(changes);
        cache.Find(Table.Members, Key, out var meanwhile);
        cache.Keep(Table.Members, Key, "before", before);
        cache.Keep(Table.Members, Key, "meanwhile", meanwhile);
        cache.EndWrite(changes);
        cache.Keep(Table.Members, Key, "before", before);
        cache.Keep(Table.Members, Key, "meanwhile", meanwhile);
        Assert.That(cache.Find(Table.Members, Key, out var after), Is.Null);
        cache.Keep(Table.Members, Key, "after", after);
        Assert.That(cache.Find(Table.Members, Key, out _), Is.EqualTo("after"));
        Assert.That(cache.Find(Table.Cursors, Key, out _), Is.Null, "another table's row under the same key");
    }

    [Test]
    public void A_reader_beside_the_writer_never_gets_less_than_was_durable_when_it_asked()
    {
        const int Commits = 400;
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        var database = temporary.Database;
        ulong durable = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() =>
        {
            for (ulong asked = 0, last = 0; asked < Commits;)
            {
                asked = Volatile.Read(ref durable);
                var head = database.Conversations.ReadHead(Conversation)?.Sequence ?? 0;
                if (head < asked || head < last) return $"{head} after {asked} was durable and {last} was read";
                last = head;
            }

            return "";
        }, TaskCreationOptions.LongRunning)).ToArray();
        for (ulong n = 1; n <= Commits; n++)
        {
            temporary.Commit(batch => database.Conversations.PutHead(batch, Conversation, key, new HeadRecord(n, n, 1, 1)));
            Volatile.Write(ref durable, n);
        }

        Assert.That(Task.WhenAll(readers).Result, Is.All.Empty);
    }

    [Test]
    public void No_more_rows_are_kept_than_the_limit_says()
    {
        var cache = new RowCache();
        var key = new byte[8];
        for (var n = 0; n < 2 * StorageLimits.OpenRowsMax; n++)
        {
            BitConverter.TryWriteBytes(key, (long)n);
            cache.Find(Table.Members, key, out var ticket);
            cache.Keep(Table.Members, key, RowCache.Absent, ticket);
        }

        Assert.That(cache.Count, Is.InRange(StorageLimits.OpenRowsMax / 2, StorageLimits.OpenRowsMax));
    }

    private static (int Head, bool IsMember, int Visible, int Cursor, int Send, int Hidden, int Targets) Seen(ChatDatabase database)
    {
        var member = database.Members.Read(Conversation, Account);
        var hidden = database.Annotations.Hidden.Read(Conversation, Account)?.Through ?? 0;
        Assert.That(database.Annotations.MessageTimers.Read(Conversation), Is.EqualTo(hidden));
        return (
            (int)(database.Conversations.ReadHead(Conversation)?.Sequence ?? 0),
            member is not null,
            (int)(member?.FirstVisibleSequence ?? 0),
            (int)(database.Cursors.Read(Conversation, Account)?.ReadSequence ?? 0),
            (int)(database.Sends.Read(Conversation, Device)?.Last ?? 0),
            (int)hidden,
            Targets(database, Conversation));
    }

    private static int Targets(ChatDatabase database, ConversationId conversation)
    {
        var count = 0;
        database.Blocks.ReadTargets(conversation, 1, 1, 0, (_, _, _) => ++count > 0);
        return count;
    }

    private static object? LastSequence(ChatDatabase database, ConversationId conversation, ulong last) =>
        database.Blocks.ReadLast(conversation, last, (block, out isSmall) =>
        {
            isSmall = true;
            return (object)(int)LastOf(block);
        });

    private static ulong LastOf(ReadOnlySpan<byte> block)
    {
        var read = Block.Parser.ParseFrom(block);
        return read.FirstSequence + (ulong)read.Entries.Count - 1;
    }
}
