using FastChat.Storage;
using FastChat.Storage.Administration;
using FastChat.Storage.Keys;
using StoredRows = FastChat.Storage.Records.Rows;

namespace FastChat.Tests.Storage.Administration;

/// <summary>The audit log is a chain: what is changed beside its table is found.</summary>
[TestFixture]
internal sealed class AuditTableTests
{
    private TemporaryDatabase _temporary = null!;

    private AuditTable Audit => _temporary.Database.Administration.Audit;

    [SetUp]
    public void Open()
    {
        _temporary = new TemporaryDatabase();
        for (var i = 1; i <= 5; i++)
        {
            var number = i;
            _temporary.Commit(batch => Audit.Append(batch, number, "operator", "account.disable", $"account {number}", "begun"));
        }
    }

    [TearDown]
    public void Close() => _temporary.Dispose();

    [Test]
    public void Rows_are_read_backwards_by_page_and_verified_also_after_a_crash()
    {
        _temporary.CrashAndReopen();
        Assert.That(Audit.ReadBefore(0, 2).Select(row => row.Sequence), Is.EqualTo(new[] { 5UL, 4UL }));
        Assert.That(Audit.ReadBefore(4, 9).Select(row => row.Record.Target), Is.EqualTo(new[] { "account 3", "account 2", "account 1" }));
        Assert.That(Audit.Count, Is.EqualTo(5));
        Assert.That(_temporary.Database.Verify().Problems, Is.Empty);
    }

    [Test]
    public void A_row_that_was_changed_is_found()
    {
        _temporary.Commit(batch => StoredRows.Put(
            batch, Table.Audit, RowKey.OfServer(new byte[StorageLimits.KeyBytesMax], 3UL), _temporary.Keys.Server,
            Audit.ReadBefore(4, 1)[0].Record with { Actor = "account:somebody else" }));
        Assert.That(Assert.Throws<StorageCorruptException>(Audit.Verify)!.Message, Is.EqualTo("Row 3 of the audit log was changed."));
        Assert.That(_temporary.Database.Verify().Problems, Has.Count.EqualTo(1));
    }

    [TestCase(3UL, "Row 3 of the audit log is missing.")]
    [TestCase(5UL, "The audit log has 4 rows instead of 5.")]
    public void A_row_that_was_removed_is_found(ulong sequence, string problem)
    {
        _temporary.Commit(batch => batch.Delete(Table.Audit, RowKey.OfServer(new byte[StorageLimits.KeyBytesMax], sequence)));
        Assert.That(Assert.Throws<StorageCorruptException>(Audit.Verify)!.Message, Is.EqualTo(problem));
    }
}
