using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Annotations;
using FastChat.Storage.Records;
using FastChat.Tests.Support;

namespace FastChat.Tests.Storage.Golden;

/// <summary>Freezes the keys and records of groups and channels as bytes.</summary>
[TestFixture]
internal sealed class GroupsGoldenTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);
    private static readonly AccountId Account = Ids.Account(2);

    [Test]
    public void Keys_and_records_have_the_bytes_of_format_version_1()
    {
        var path = Path.Combine(Repository.Root, "Tests/Storage/Golden/groups-1.txt");
        Assert.That(Lines().ToArray(), Is.EqualTo(File.ReadAllLines(path)));
    }

    private static IEnumerable<string> Lines()
    {
        yield return Key("group", new AnnotationKey(new byte[StorageLimits.KeyBytesMax], Conversation, AnnotationKind.Group));
        yield return Key("account", new AnnotationKey(new byte[StorageLimits.KeyBytesMax], Conversation, AnnotationKind.GroupAccount).Add(Account.Value));
        yield return Key("last-message", new AnnotationKey(new byte[StorageLimits.KeyBytesMax], Conversation, AnnotationKind.LastMessage).Add(Account.Value));
        yield return Key("invite", new AnnotationKey(new byte[StorageLimits.KeyBytesMax], Conversation, AnnotationKind.Invite).Add(InviteKey.Of([1, 2, 3]).Value));
        yield return Key("join-request", new AnnotationKey(new byte[StorageLimits.KeyBytesMax], Conversation, AnnotationKind.JoinRequest).Add(Account.Value));
        yield return Record(GroupRecord.None);
        yield return Record(new GroupRecord("ü", Ids.Media(4), "news", 30, HistoryVisibility.Last, 100, 1, 2, 3));
        yield return Record(new GroupAccountRecord(1, 2, 4, Account, 5, 6));
        yield return Record(new InviteRecord(Account, 1, 2, 3, 4, true, "label"));
        yield return Record(new JoinRequestRecord(7, new InviteKey(8)));
        yield return Record(HandleRecord.OfChannel(Conversation, 9));
    }

    private static string Key(string name, AnnotationKey key) => $"key/{name} {Convert.ToHexStringLower(key.Bytes)}";

    private static string Record<T>(T record)
        where T : IStoredRecord<T>
    {
        var bytes = RecordCodec.Encode(record).ToArray();
        Assert.That(RecordCodec.Decode<T>(bytes), Is.EqualTo(record), "it reads back");
        return $"record/{typeof(T).Name} {Convert.ToHexStringLower(bytes)}";
    }
}
