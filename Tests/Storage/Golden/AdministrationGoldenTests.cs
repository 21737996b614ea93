using FastChat.Storage;
using FastChat.Storage.Administration;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Tests.Support;

namespace FastChat.Tests.Storage.Golden;

/// <summary>Freezes the keys and records of administration as bytes.</summary>
[TestFixture]
internal sealed class AdministrationGoldenTests
{
    private static readonly AccountId Account = Ids.Account(2);

    [Test]
    public void Keys_and_records_have_the_bytes_of_format_version_1()
    {
        var path = Path.Combine(Repository.Root, "Tests/Storage/Golden/administration-1.txt");
        Assert.That(Lines().ToArray(), Is.EqualTo(File.ReadAllLines(path)));
    }

    private static IEnumerable<string> Lines()
    {
        yield return $"key/audit {Convert.ToHexStringLower(RowKey.OfServer(new byte[StorageLimits.KeyBytesMax], 7UL))}";
        yield return $"key/jobs {Convert.ToHexStringLower(RowKey.OfServer(new byte[StorageLimits.KeyBytesMax], new JobId(7).Value))}";
        yield return $"key/account_states {Convert.ToHexStringLower(RowKey.Owner(new byte[StorageLimits.KeyBytesMax], Account))}";
        yield return Record(new AuditRecord(1, "operator", "account.show", "x", "begun", [1, 2]));
        yield return Record(new AuditHeadRecord(7, [3, 4]));
        yield return Record(new AccountStateRecord(true, 5, "why", 6, new JobId(7), false, JobId.None));
        yield return Record(new BanRecord("203.0.113.0/24", 1, 2, "why", "operator"));
        yield return Record(new OperatorKeyRecord("name", [5], 1, long.MaxValue));
        yield return Record(new ReportRecord(1, Account, Ids.Conversation(1), 9, AccountId.None, 2, "note", [6], 0, "", ""));
        yield return Record(new JobRecord(JobKind.Deletion, JobState.Waiting, Account, 1, 2, 3, 4, [5], ""));
        yield return $"H/audit {Convert.ToHexStringLower(AuditTable.HashOf(7, new AuditRecord(1, "a", "b", "c", "d", [])))}";
    }

    private static string Record<T>(T record)
        where T : IStoredRecord<T> => $"record/{typeof(T).Name} {Convert.ToHexStringLower(RecordCodec.Encode(record))}";
}
