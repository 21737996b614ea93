using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;

namespace FastChat.Tests.Storage;

/// <summary>What this version does not know, it does not open.</summary>
[TestFixture]
internal sealed class SchemaTests
{
    [Test]
    public void Another_schema_version_is_refused_and_the_database_left_as_it_is()
    {
        using var temporary = new TemporaryDatabase();
        WriteSchema(temporary, [0, 0, 0, 2]);
        Assert.Throws<StorageRefusedException>(temporary.Open);
        Assert.Throws<StorageRefusedException>(temporary.Open);
        WriteSchema(temporary, [0, 0, 0, 1]);
        temporary.Open();
    }

    [Test]
    public void A_database_that_is_open_is_refused_with_a_sentence()
    {
        using var temporary = new TemporaryDatabase();
        var error = Assert.Throws<StorageRefusedException>(() => ChatDatabase.Open(temporary.Options, TimeProvider.System).Dispose())!;
        Assert.That(error.Message, Does.StartWith("Another server or command has "));
    }

    [Test]
    public void A_database_without_a_schema_version_is_refused_unless_it_is_empty()
    {
        using var temporary = new TemporaryDatabase();
        WriteSchema(temporary, null);
        Assert.Throws<StorageRefusedException>(temporary.Open);
    }

    [Test]
    public void Column_families_of_another_version_are_refused()
    {
        Assert.DoesNotThrow(() => TableNames.RequireKnown(TableNames.Families));
        var error = Assert.Throws<StorageRefusedException>(() => TableNames.RequireKnown(["default", "blocks", "drafts"]))!;
        Assert.That(error.Message, Does.Contain("drafts"));
    }

    [Test]
    public void A_database_from_before_media_were_counted_gets_the_tables_for_it()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Close();
        Directory.Delete(StoragePaths.Database(temporary.Options.DataDirectory), recursive: true);
        File.Delete(Path.Combine(temporary.Options.DataDirectory, "commit-mark"));
        using (var raw = RocksDatabase.Open(StoragePaths.Database(temporary.Options.DataDirectory), temporary.Options, TableNames.Number(Table.MediaHoldings)))
        {
            var batch = new BatchBytes();
            ((byte[])[0, 0, 0, 1]).CopyTo(batch.Put(Table.Meta, "schema"u8, 4));
            raw.Write(batch.Written);
        }

        temporary.Open();
        var account = Ids.Account(1);
        var key = temporary.CreateKey(account);
        var usage = new FastChat.Storage.Media.MediaUsageRecord(1);
        temporary.Commit(batch => temporary.Database.MediaHoldings.PutUsage(batch, account, key, usage));
        temporary.Reopen();
        Assert.That(temporary.Database.MediaHoldings.ReadUsage(account), Is.EqualTo(usage));
        Assert.That(temporary.Database.Uploads.ReadIds(), Is.Empty);
    }

    [Test]
    public void Tables_are_numbered_as_documented()
    {
        Assert.That(TableNames.Families, Has.Count.EqualTo(Enum.GetValues<Table>().Length + 1));
        foreach (var table in Enum.GetValues<Table>())
        {
            Assert.That(TableNames.TableOf(TableNames.Number(table)), Is.EqualTo(table));
            Assert.That(TableNames.Name(table).Replace("_", "", StringComparison.Ordinal), Is.EqualTo(table.ToString()).IgnoreCase);
        }
    }

    private static void WriteSchema(TemporaryDatabase temporary, byte[]? version)
    {
        temporary.Close();
        using var raw = RocksDatabase.Open(StoragePaths.Database(temporary.Options.DataDirectory), temporary.Options);
        var batch = new BatchBytes();
        if (version is null) batch.Delete(Table.Meta, "schema"u8);
        else version.CopyTo(batch.Put(Table.Meta, "schema"u8, version.Length));
        raw.Write(batch.Written);
    }
}
