using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Storage.Keys;
using FastChat.Storage.Push;
using FastChat.Storage.Records;
using FastChat.Storage.Webhooks;
using FastChat.Tests.Support;

namespace FastChat.Tests.Storage.Golden;

/// <summary>Freezes the keys and records of push and webhooks as bytes. The file was written by another program, from docs/STORAGE.md.</summary>
[TestFixture]
internal sealed class NotificationGoldenTests
{
    private static readonly ConversationId Conversation = Ids.Conversation(1);
    private static readonly AccountId Account = Ids.Account(2);
    private static readonly DeviceId Device = Ids.Device(3);

    [Test]
    public void Keys_and_records_have_the_bytes_of_format_version_1()
    {
        var path = Path.Combine(Repository.Root, "Tests/Storage/Golden/notification-1.txt");
        Assert.That(Lines().ToArray(), Is.EqualTo(File.ReadAllLines(path)));
    }

    private static IEnumerable<string> Lines()
    {
        using var temporary = new TemporaryDatabase();
        var (conversation, account) = (temporary.CreateKey(Conversation), temporary.CreateKey(Account));
        var subscription = new PushSubscriptionRecord(PushKind.UnifiedPush, "https://p.example/x", [4, 5], [6], "t", Preview: true, Withdraw: false, 7);
        var webhook = new WebhookRecord("https://h.example/", [1, 2], [3], 4, ["message.created"], true, false, true, 5, 6);
        temporary.Commit(batch =>
        {
            temporary.Database.PushSubscriptions.Put(batch, Account, Device, account, subscription);
            PushStateTable.Put(batch, new PushPlace(Conversation, Account, Device), default, conversation);
            temporary.Database.Webhooks.Put(batch, new WebhookId(5), webhook);
            temporary.Database.WebhookPositions.Put(batch, new WebhookPlace(Conversation, new WebhookId(5)), default, conversation);
        });
        foreach (var table in (Table[])[Table.PushSubscriptions, Table.PushStates, Table.Webhooks, Table.WebhookPositions])
            yield return $"key/{TableNames.Name(table)} {Convert.ToHexStringLower(FirstKey(temporary, table))}";
        yield return $"key/meta/read-to {Convert.ToHexStringLower(RowKey.Meta(new byte[StorageLimits.KeyBytesMax], MetaRows.FollowedTo, "push"))}";
        yield return Record(subscription);
        yield return Record(new PushStateRecord(9, 8, 7, 6, 5, 4, Held: true));
        yield return Record(webhook);
        yield return Record(new WebhookPositionRecord(7, 8, 9));
    }

    private static byte[] FirstKey(TemporaryDatabase temporary, Table table)
    {
        using var rows = temporary.Database.Engine.Iterate(table);
        Assert.That(rows.SeekToFirst());
        return rows.Key.ToArray();
    }

    private static string Record<T>(T record)
        where T : IStoredRecord<T> => $"record/{typeof(T).Name} {Convert.ToHexStringLower(RecordCodec.Encode(record))}";
}
