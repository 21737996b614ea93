using FastChat.Storage;

namespace FastChat.Tests.Storage.Engine;

internal sealed class RocksTuningTests
{
    private const string Hint = "memtable_insert_with_hint_prefix_extractor";

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
