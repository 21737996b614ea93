using FastChat.Storage.Conversations;
using FastChat.Storage.Keys;

namespace FastChat.Tests.Storage.Backup;

/// <summary>Deleting a conversation destroys its key and rows, on disk as well, and lets it begin again.</summary>
[TestFixture]
internal sealed class DeletionTests
{
    [Test]
    public void A_deleted_conversation_is_gone_with_its_key_and_leaves_a_tombstone_and_its_neighbours()
    {
        using var temporary = new TemporaryDatabase();
        var deleted = new Chat(temporary, 1).Create().Send(3, targets: true);
        var kept = new Chat(temporary, 2).Create().Send(3);
        deleted.AddMedia(1, [1]);
        var tombstone = new TombstoneRecord(4, 4, 2, 2, temporary.Database.Sends.ReadLast(deleted.Id));
        temporary.Commit(batch => temporary.Database.Conversations.Delete(batch, deleted.Id, tombstone));
        temporary.Keys.Forget(deleted.Id);
        temporary.Database.Conversations.Compact(deleted.Id);
        for (var again = 0; again < 2; again++)
        {
            var database = temporary.Database;
            Assert.That(temporary.Keys.Find(deleted.Id), Is.Null);
            Assert.That(database.Conversations.ReadRecord(deleted.Id), Is.Null);
            var read = database.Conversations.ReadTombstone(deleted.Id)!;
            Assert.That((read.Sequence, read.Sends[0].Last), Is.EqualTo((4ul, 4ul)));
            Assert.That(database.Conversations.ReadHead(kept.Id), Is.Not.Null);
            Assert.That(database.Verify().Problems, Is.Empty);
            foreach (var table in Enum.GetValues<Table>().Except([Table.Conversations])) RequireNoRows(temporary, table, deleted.Id);
            temporary.CrashAndReopen();
        }

        temporary.Commit(batch =>
        {
            var key = temporary.Keys.Create(batch, deleted.Id);
            temporary.Database.Conversations.DeleteTombstone(batch, deleted.Id);
            temporary.Database.Conversations.PutHead(batch, deleted.Id, key, new HeadRecord(5, 5, 3, 3));
        });
        temporary.CrashAndReopen();
        Assert.That(temporary.Database.Conversations.ReadTombstone(deleted.Id), Is.Null);
        Assert.That(temporary.Database.Conversations.ReadHead(deleted.Id)!.Value.Sequence, Is.EqualTo(5));
    }

    [Test]
    public void Deleting_and_creating_again_in_one_batch_leaves_the_new_conversation_under_a_new_key()
    {
        using var temporary = new TemporaryDatabase();
        var chat = new Chat(temporary, 1).Create();
        var before = chat.Key.Current.Bytes.ToArray();
        temporary.Commit(batch =>
        {
            temporary.Database.Conversations.Delete(batch, chat.Id, new TombstoneRecord(1, 1, 1, 1, []));
            var key = temporary.Keys.Create(batch, chat.Id);
            temporary.Database.Conversations.PutHead(batch, chat.Id, key, new HeadRecord(2, 2, 2, 2));
        });
        temporary.CrashAndReopen();
        Assert.That(temporary.Database.Conversations.ReadHead(chat.Id)!.Value.Sequence, Is.EqualTo(2));
        Assert.That(temporary.Keys.Find(chat.Id)!.Current.Bytes.ToArray(), Is.Not.EqualTo(before));
        Assert.That(temporary.Database.Sends.Read(chat.Id, chat.Device), Is.Null);
    }

    private static void RequireNoRows(TemporaryDatabase temporary, Table table, ConversationId owner)
    {
        var prefix = Rows.Part(owner, 0)[..^1];
        using var rows = temporary.Database.Engine.Iterate(table);
        Assert.That(rows.Seek(prefix) && rows.Key.StartsWith(prefix), Is.False, table.ToString());
    }
}
