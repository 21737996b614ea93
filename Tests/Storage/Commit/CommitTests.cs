using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;

namespace FastChat.Tests.Storage.Commit;

/// <summary>The batch's bytes, commit numbers, and what a failed or lost commit leads to.</summary>
[TestFixture]
internal sealed class CommitTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);

    [Test]
    public void RocksDB_reads_back_exactly_the_records_of_a_batch_at_every_length()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Close();
        var directory = StoragePaths.Database(temporary.Options.DataDirectory);
        using var database = RocksDatabase.Open(directory, temporary.Options);
        var batch = new BatchBytes();
        int[] lengths = [0, 1, 127, 128, 16_383, 16_384, 300_000];
        for (byte i = 0; i < lengths.Length; i++) Value(lengths[i]).CopyTo(batch.Put(Table.Targets, [i], lengths[i]));
        for (byte i = 0; i < 10; i++) batch.Put(Table.Lists, [i], 1)[0] = i;
        batch.Delete(Table.Lists, [3]);
        batch.DeleteRange(Table.Lists, [5], [8]);
        batch.Put(Table.Lists, [6], 1)[0] = 66;
        database.Write(batch.Written);
        Assert.That(batch.Count, Is.EqualTo(20));
        for (byte i = 0; i < lengths.Length; i++)
        {
            using var value = database.Get(Table.Targets, [i]);
            Assert.That(value.Bytes.SequenceEqual(Value(lengths[i])), Is.True);
        }

        var left = new List<byte>();
        using var rows = database.Iterate(Table.Lists);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext()) left.Add(rows.Value[0]);
        Assert.That(left, Is.EqualTo(new byte[] { 0, 1, 2, 4, 66, 8, 9 }));
    }

    [Test]
    public void A_prepared_log_has_its_size_and_keeps_what_is_written_before_beside_and_after()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Commit(batch => batch.NoteConversation(Conversation));
        using var preparing = Task.Run(() => temporary.Database.PrepareLog());
        var beside = 0;
        while (!preparing.IsCompleted)
        {
            temporary.Commit(batch => batch.NoteConversation(Conversation));
            beside++;
        }

        Assert.That(preparing.GetAwaiter().GetResult(), Is.True);
        var newest = Directory.GetFiles(StoragePaths.Database(temporary.Options.DataDirectory), "*.log").Max(StringComparer.Ordinal)!;
        Assert.That(new FileInfo(newest).Length, Is.GreaterThanOrEqualTo(StorageLimits.PreparedLogBytes));
        temporary.Commit(batch => batch.NoteConversation(Conversation));
        temporary.CrashAndReopen();
        Assert.That(temporary.CommitNumbers[Conversation.Shard()], Is.EqualTo(beside + 2));
    }

    [Test]
    public void Commit_numbers_go_on_after_closing_and_crashing()
    {
        using var temporary = new TemporaryDatabase();
        var shard = Conversation.Shard();
        for (var turn = 0; turn < 3; turn++) temporary.Commit(batch => batch.NoteConversation(Conversation));
        temporary.Commit(batch => batch.NoteAccount(Ids.Account(7)));
        Assert.That(temporary.CommitNumbers[shard], Is.EqualTo(3));
        var expected = (long[])temporary.CommitNumbers.Clone();
        temporary.CrashAndReopen();
        Assert.That(temporary.CommitNumbers, Is.EqualTo(expected));
        Assert.That(temporary.Database.FirstTurn(0), Is.EqualTo(4));
        temporary.Commit(batch => Assert.That(batch.Touch(shard), Is.EqualTo(4)));
        temporary.Reopen();
        Assert.That(temporary.CommitNumbers[shard], Is.EqualTo(4));
        Assert.That(temporary.Database.FirstTurn(5), Is.Zero);
    }

    [Test]
    public void A_value_is_invisible_until_it_is_appended()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        temporary.Database.Conversations.PutHead(temporary.Batch, Conversation, key, new HeadRecord(1, 1, 1, 1));
        Assert.That(temporary.Database.Conversations.ReadHead(Conversation), Is.Null);
        temporary.Database.Commits.Append(temporary.Batch);
        Assert.That(temporary.Database.Conversations.ReadHead(Conversation), Is.Not.Null);
    }

    [Test]
    public void Reads_after_closing_are_refused_without_touching_freed_memory()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        temporary.Close();
        Assert.Throws<ObjectDisposedException>(() => temporary.Database.Conversations.ReadTombstone(Conversation));
        temporary.Database.Blocks.Put(temporary.Batch, Conversation, 1, [1], key);
        Assert.Throws<ObjectDisposedException>(() => temporary.Database.Commits.Append(temporary.Batch));
    }

    [Test]
    public void A_log_that_was_cut_is_told_and_not_served()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Commit(batch => batch.NoteConversation(Conversation));
        var log = Directory.GetFiles(StoragePaths.Database(temporary.Options.DataDirectory), "*.log").Single();
        var before = new FileInfo(log).Length;
        temporary.Commit(batch => batch.NoteConversation(Conversation));
        var copy = temporary.File("cut");
        Directories.Copy(temporary.Options.DataDirectory, copy);
        using (var file = File.OpenWrite(Path.Combine(copy, "db", Path.GetFileName(log)))) file.SetLength(before + 3);
        var options = temporary.Options with { DataDirectory = copy };
        Assert.Throws<StorageCorruptException>(() => ChatDatabase.Open(options, TimeProvider.System));
        File.Delete(Path.Combine(copy, "commit-mark"));
        using var accepted = ChatDatabase.Open(options, TimeProvider.System);
        Assert.That(accepted.FirstTurn(0), Is.EqualTo(1));
    }

    [Test]
    public void The_commit_path_allocates_nothing_per_record()
    {
        using var temporary = new TemporaryDatabase();
        var key = temporary.CreateKey(Conversation);
        var block = new byte[400];
        SendRun[] runs = [new SendRun(1, 10, 1)];
        Turn(200);
        temporary.Batch.Clear();
        Turn(200);
        temporary.Batch.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Turn(200);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200));

        void Turn(int count)
        {
            var database = temporary.Database;
            for (var i = 0; i < count; i++)
            {
                database.Blocks.Put(temporary.Batch, Conversation, (ulong)i + 1, block, key);
                database.Blocks.PutTarget(temporary.Batch, Conversation, 1, 2, EntryKind.Edit, key);
                database.Conversations.PutHead(temporary.Batch, Conversation, key, new HeadRecord(1, 2, 3, 4));
                database.Cursors.Put(temporary.Batch, Conversation, Ids.Account(1), key, new CursorRecord(1, 2, 3));
                database.Sends.Put(temporary.Batch, Conversation, Ids.Device(1), key, 10, runs);
                temporary.Batch.NoteConversation(Conversation);
            }
        }
    }

    private static byte[] Value(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
