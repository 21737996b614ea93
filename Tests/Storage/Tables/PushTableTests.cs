using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Storage.Engine;
using FastChat.Storage.Keys;
using FastChat.Storage.Push;

namespace FastChat.Tests.Storage.Tables;

[TestFixture]
internal sealed class PushTableTests
{
    private static readonly PushSubscriptionRecord Subscription =
        new(PushKind.WebPush, "https://push.example/a", [4], [5], "", Preview: false, Withdraw: true, 6);

    [Test]
    public void Subscriptions_and_states_read_back_after_closing_and_a_crash()
    {
        using var temporary = new TemporaryDatabase();
        var account = temporary.CreateKey(Ids.Account(1));
        var conversation = temporary.CreateKey(Ids.Conversation(1));
        var (one, other) = (Place(1), Place(2));
        var state = new PushStateRecord(9, 8, 7, 6, 5, 4, Held: true);
        temporary.Commit(batch =>
        {
            temporary.Database.PushSubscriptions.Put(batch, Ids.Account(1), Ids.Device(1), account, Subscription);
            temporary.Database.PushSubscriptions.Put(batch, Ids.Account(1), Ids.Device(2), account, Subscription with { Kind = PushKind.Fcm });
            PushStateTable.Put(batch, one, in state, conversation);
            PushStateTable.Put(batch, other, state with { Held = false }, conversation);
        });
        foreach (var again in new Action[] { () => { }, temporary.Reopen, temporary.CrashAndReopen })
        {
            again();
            var (subscriptions, states) = (temporary.Database.PushSubscriptions, temporary.Database.PushStates);
            Assert.That(subscriptions.Read(Ids.Account(1), Ids.Device(1))!.Endpoint, Is.EqualTo(Subscription.Endpoint));
            Assert.That(subscriptions.ReadAll(Ids.Account(1)).Select(row => row.Record.Kind), Is.EqualTo(new[] { PushKind.WebPush, PushKind.Fcm }));
            Assert.That(subscriptions.ReadAccounts(10), Is.EqualTo(new[] { Ids.Account(1) }));
            Assert.That(states.Read(one), Is.EqualTo(state));
            var found = new List<PushPlace>();
            states.ReadAll((place, in _) =>
            {
                found.Add(place);
                return true;
            });
            Assert.That(found, Is.EqualTo(new[] { one, other }));
        }

        temporary.Commit(batch =>
        {
            temporary.Database.PushSubscriptions.Delete(batch, Ids.Account(1), Ids.Device(1));
            PushStateTable.Delete(batch, one);
        });
        Assert.That(temporary.Database.PushSubscriptions.ReadAll(Ids.Account(1)), Has.Count.EqualTo(1));
        Assert.That(temporary.Database.PushStates.Read(one), Is.Null);
        Assert.That(temporary.Database.Verify().Problems, Is.Empty);
    }

    [Test]
    public void A_database_of_before_push_is_opened_and_gets_its_families()
    {
        using var temporary = new TemporaryDatabase();
        temporary.Close();
        var directory = StoragePaths.Database(temporary.Options.DataDirectory);
        Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        RocksDatabase.Open(directory, temporary.Options, TableNames.Number(Table.Search) + 1).Dispose();
        temporary.Open();
        var key = temporary.CreateKey(Ids.Account(1));
        temporary.Commit(batch => temporary.Database.PushSubscriptions.Put(batch, Ids.Account(1), Ids.Device(1), key, Subscription));
        temporary.Reopen();
        Assert.That(temporary.Database.PushSubscriptions.Read(Ids.Account(1), Ids.Device(1)), Is.Not.Null);
    }

    private static PushPlace Place(uint device) => new(Ids.Conversation(1), Ids.Account(1), Ids.Device(device));
}
