using FastChat.Storage;
using FastChat.Storage.Backup;
using FastChat.Storage.Conversations;

namespace FastChat.Tests.Storage.Backup;

/// <summary>A backup is everything as of one moment, restored whole; verification tells what does not fit.</summary>
[TestFixture]
internal sealed class BackupTests
{
    [Test]
    public void A_backup_made_while_loops_write_restores_to_one_moment()
    {
        using var temporary = new TemporaryDatabase();
        var chats = Enumerable.Range(1, 4).Select(n => new Chat(temporary, (ulong)n).Create()).ToList();
        chats[0].AddMedia(1, [1, 2, 3]);
        var backup = temporary.File("backup");
        using var started = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                foreach (var chat in chats) chat.Send(3, targets: i % 2 == 1);
                started.Set();
            }
        });
        started.Wait();
        temporary.Database.Backup(backup);
        stop.Cancel();
        writer.GetAwaiter().GetResult();
        var options = temporary.Options with { DataDirectory = temporary.File("restored") };
        ChatDatabase.Restore(backup, options, TimeProvider.System);
        using var restored = ChatDatabase.Open(options, TimeProvider.System);
        var report = restored.Verify();
        Assert.That(report.Problems, Is.Empty);
        Assert.That((report.Conversations, report.MediaFiles), Is.EqualTo((4L, 1L)));
        foreach (var chat in chats)
        {
            var head = restored.Conversations.ReadHead(chat.Id)!.Value;
            Assert.That(head.Sequence, Is.InRange(4ul, chat.Sequence));
            Assert.That(
                restored.RecoveredCommitNumbers[chat.Id.Shard()] - head.LastChange,
                Is.GreaterThanOrEqualTo(StorageLimits.RestoreCommitNumbersRaised));
        }
    }

    [Test]
    public void A_backup_is_refused_when_incomplete_and_a_restore_never_overwrites()
    {
        using var temporary = new TemporaryDatabase();
        new Chat(temporary, 1).Create();
        var backup = temporary.File("backup");
        temporary.Database.Backup(backup);
        Assert.Throws<StorageRefusedException>(() => temporary.Database.Backup(backup));
        Assert.Throws<StorageRefusedException>(
            () => ChatDatabase.Restore(backup, temporary.Options, TimeProvider.System));
        File.Delete(Path.Combine(backup, "backup"));
        var elsewhere = temporary.Options with { DataDirectory = temporary.File("restored") };
        Assert.Throws<StorageRefusedException>(() => ChatDatabase.Restore(backup, elsewhere, TimeProvider.System));
        Assert.That(Directory.Exists(elsewhere.DataDirectory), Is.False);
    }

    [Test]
    public void A_restore_that_the_key_does_not_fit_leaves_nothing_and_works_with_the_right_one()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new Chat(temporary, 1).Create();
        chat.AddMedia(1, [1, 2, 3]);
        var backup = temporary.File("backup");
        temporary.Database.Backup(backup);
        var right = temporary.Options with { DataDirectory = temporary.File("restored") };
        var wrong = right with { KeyText = Convert.ToBase64String(new byte[32]) };
        var missing = right with { KeyFile = temporary.File("no-key") };
        foreach (var options in new[] { wrong, missing })
        {
            Assert.Throws<StorageRefusedException>(() => ChatDatabase.Restore(backup, options, TimeProvider.System));
            Assert.That(Directory.EnumerateFileSystemEntries(right.DataDirectory), Is.Empty);
        }

        Assert.That(File.Exists(missing.KeyFile), Is.False, "a fresh key opens no backup");
        ChatDatabase.Restore(backup, right, TimeProvider.System);
        using var restored = ChatDatabase.Open(right, TimeProvider.System);
        Assert.That(restored.Conversations.ReadHead(chat.Id), Is.Not.Null);
        Assert.That(restored.Verify().Problems, Is.Empty);
    }

    [Test]
    public void A_sound_database_verifies_and_each_planted_damage_is_named()
    {
        Assert.That(Verify((_, _) => { }).Problems, Is.Empty);
        Assert.That(Verify((temporary, chat) => Mark(temporary, chat, 5)).Problems, Is.Empty, "marks of forgotten list rows");
        RequireProblem("are confused", (temporary, chat) => temporary.Commit(batch => temporary.Database.Lists.Put(
            batch, chat.Member, chat.Id, new ListRecord(ListState.Forgotten, 1, 0))));
        RequireProblem("are missing", (temporary, chat) => temporary.Commit(batch =>
            batch.Delete(FastChat.Storage.Keys.Table.Blocks, Rows.Block(chat.Id, 2))));
        RequireProblem("the head says", (temporary, chat) => temporary.Commit(batch =>
            temporary.Database.Conversations.PutHead(batch, chat.Id, chat.Key, new HeadRecord(99, 8, 1, 5))));
        RequireProblem("unread entries", (temporary, chat) => temporary.Commit(batch =>
            temporary.Database.Conversations.PutHead(batch, chat.Id, chat.Key, new HeadRecord(9, 8, 1, 5))));
        RequireProblem("targets are noted", (temporary, chat) => temporary.Commit(batch => temporary.Database.Blocks.PutTarget(
            batch, chat.Id, 2, 3, FastChat.Protocol.EntryKind.Edit, chat.Key)));
        RequireProblem("not noted under its target", (temporary, chat) => temporary.Commit(batch =>
            batch.Delete(FastChat.Storage.Keys.Table.Targets, Rows.Target(chat.Id, 1, 6))));
        RequireProblem("its window says", (temporary, chat) => temporary.Commit(batch => temporary.Database.Sends.Put(
            batch, chat.Id, chat.Device, chat.Key, new SendWindowRecord(7, []))));
        RequireProblem("differs from the log", (temporary, chat) => temporary.Commit(batch => temporary.Database.Sends.Put(
            batch, chat.Id, chat.Device, chat.Key, new SendWindowRecord(9, [new SendRun(8, 2, 7)]))));
        RequireProblem("members, the record says", (temporary, chat) => temporary.Commit(batch =>
            temporary.Database.Members.Delete(batch, chat.Id, chat.Member)));
        RequireProblem("beyond the head", (temporary, chat) => temporary.Commit(batch => temporary.Database.Cursors.Put(
            batch, chat.Id, chat.Member, chat.Key, new CursorRecord(100, 1, 1))));
        RequireProblem("does not open", (temporary, _) => AlterMedia(temporary, bytes => bytes[1] ^= 1));
        RequireProblem("wrong length", (temporary, _) => AlterMedia(temporary, bytes => bytes[..^1]));
        RequireProblem("file is missing", (temporary, _) => File.Delete(MediaFile(temporary)));
    }

    private static void Mark(TemporaryDatabase temporary, Chat chat, long commitNumber) =>
        temporary.Commit(batch => temporary.Database.Lists.PutForgotten(batch, chat.Member, 7, commitNumber));

    private static void AlterMedia(TemporaryDatabase temporary, Action<byte[]> alter) => AlterMedia(temporary, bytes =>
    {
        alter(bytes);
        return bytes;
    });

    private static void AlterMedia(TemporaryDatabase temporary, Func<byte[], byte[]> alter) =>
        File.WriteAllBytes(MediaFile(temporary), alter(File.ReadAllBytes(MediaFile(temporary))));

    private static string MediaFile(TemporaryDatabase temporary) =>
        Directory.GetFiles(Path.Combine(temporary.Options.DataDirectory, "media"), "*", SearchOption.AllDirectories).Single();

    private static void RequireProblem(string words, Action<TemporaryDatabase, Chat> plant) =>
        Assert.That(Verify(plant).Problems, Has.Some.Contains(words));

    private static VerifyReport Verify(Action<TemporaryDatabase, Chat> plant)
    {
        using var temporary = new TemporaryDatabase();
        var chat = new Chat(temporary, 1).Create().Send(3).Send(5, targets: true);
        chat.AddMedia(1, [1, 2, 3]);
        plant(temporary, chat);
        return temporary.Database.Verify();
    }
}
