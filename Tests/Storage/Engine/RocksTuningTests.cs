using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;

namespace FastChat.Tests.Storage.Engine;

internal sealed class RocksTuningTests
{
    private const string Hint = "memtable_insert_with_hint_prefix_extractor";
    private const byte Loop = 200; // No server has so many.

    /// <summary>RocksDB takes this option by its name, so what it understood is read from what it wrote down.</summary>
    [TestCase("blocks", "rocksdb.FixedPrefix.17")]
    [TestCase("conversations", "rocksdb.FixedPrefix.17")]
    [TestCase("sends", "rocksdb.FixedPrefix.17")]
    [TestCase("cursors", "rocksdb.FixedPrefix.17")]
    [TestCase("feed", "rocksdb.FixedPrefix.1")]
    [TestCase("accounts", "nullptr")]
    public void Families_that_each_block_writes_to_insert_by_prefix(string family, string extractor)
    {
        using var database = new TemporaryDatabase();
        Assert.That(Read(database, $"[CFOptions \"{family}\"]", Hint), Is.EqualTo(extractor));
    }

    [Test]
    public void One_thread_inserts_so_that_the_hints_are_used()
    {
        using var database = new TemporaryDatabase();
        Assert.That(Read(database, "[DBOptions]", "allow_concurrent_memtable_write"), Is.EqualTo("false"));
    }

    /// <summary>A place that is remembered beside rows of a deleted range once led RocksDB astray.</summary>
    [Test]
    public void Rows_beside_a_deleted_range_of_their_prefix_are_found()
    {
        using var temporary = new TemporaryDatabase();
        var engine = temporary.Database.Engine;
        Write(batch => Put(batch, 1, 2, 3, 4, 5));
        Write(batch => batch.DeleteRange(Table.Feed, Key(2), Key(5)));
        Write(batch => Put(batch, 3, 6));
        Write(batch => batch.DeleteRange(Table.Feed, Key(0), Key(2)));
        Write(batch => Put(batch, 1, 7));
        using (var rows = engine.Iterate(Table.Feed))
        {
            var found = new List<byte>();
            for (var more = rows.Seek(Key(0)); more && rows.Key[0] == Loop; more = rows.MoveNext()) found.Add(rows.Key[1]);
            Assert.That(found, Is.EqualTo(new byte[] { 1, 3, 5, 6, 7 }));
        }

        foreach (var (number, exists) in new[] { (1, true), (2, false), (3, true), (4, false), (5, true), (6, true), (7, true) })
        {
            using var row = engine.Get(Table.Feed, Key((byte)number));
            Assert.That(row.Exists, Is.EqualTo(exists), $"{number}");
        }

        void Write(Action<BatchBytes> write)
        {
            var batch = new BatchBytes();
            write(batch);
            engine.Write(batch.Written);
        }
    }

    private static byte[] Key(byte number) => [Loop, number];

    private static void Put(BatchBytes batch, params ReadOnlySpan<byte> numbers)
    {
        foreach (var number in numbers) batch.Put(Table.Feed, Key(number), 1).Fill(number);
    }

    private static string? Read(TemporaryDatabase database, string section, string option)
    {
        var file = Directory.EnumerateFiles(StoragePaths.Database(database.Options.DataDirectory), "OPTIONS-*").Max()!;
        return File.ReadLines(file)
            .SkipWhile(line => line.Trim() != section)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('['))
            .Select(line => line.Split('=', 2))
            .Where(parts => parts[0].Trim() == option)
            .Select(parts => parts[1].Trim())
            .FirstOrDefault();
    }
}
