using FastChat.Client;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using static FastChat.Tests.Client.Engine.StoreFixture;
using Encoding = System.Text.Encoding;

namespace FastChat.Tests.Client.Engine;

[TestFixture]
public sealed class LocalStoreTests : StoreTestBase
{
    [Test]
    public async Task What_wasStored_is_there_after_reopening()
    {
        await AddAsync(BlockOf(1, 10));
        await Store.WriteAsync(transaction => PersonalWrites.Enqueue(transaction, DraftFrame("half a thought")), durable: true);
        await Store.DisposeAsync();
        Store = await LocalStore.OpenAsync(new LocalStoreOptions(Fixture.Path));

        Assert.That(Store.ReadSession(), Is.EqualTo(Session));
        Assert.That(Store.Read(connection => PersonalRead.Draft(connection, Group))?.Content.ToStringUtf8(), Is.EqualTo("half a thought"));
        var slice = Store.ReadLog(Group, 0, 100, LogDirection.Before);
        Assert.That(slice.Entries.Select(TextOf), Is.EqualTo(Enumerable.Range(1, 10).Select(i => $"text {i}")));
        Assert.That(slice.Complete, Is.True);
    }

    private static ClientFrame DraftFrame(string text) => new()
    {
        SetDraft = new SetDraft { ConversationId = Group.ToByteString(), Content = Google.Protobuf.ByteString.CopyFromUtf8(text) },
    };

    [Test]
    public async Task Another_key_is_refused()
    {
        await Store.DisposeAsync();
        await File.WriteAllBytesAsync(Fixture.Path + ".key", new byte[32]);
        var refused = Assert.ThrowsAsync<ChatException>(() => LocalStore.OpenAsync(new LocalStoreOptions(Fixture.Path)));
        Assert.That(refused!.Code, Is.EqualTo(ErrorCode.StoreKeyWrong));
    }

    [Test]
    public void A_second_client_is_kept_out()
    {
        var refused = Assert.ThrowsAsync<ChatException>(() => LocalStore.OpenAsync(new LocalStoreOptions(Fixture.Path)));
        Assert.That(refused!.Code, Is.EqualTo(ErrorCode.StoreInUse));
    }

    [Test]
    public async Task Contents_are_not_in_the_files_bytes()
    {
        await Store.WriteAsync(transaction =>
        {
            ConversationWrites.Apply(transaction, State());
            EntryWrites.Add(transaction, BlockOf(1, 3, _ => "canary-in-an-entry"), new IngestResult());
            return OutboxWrites.Enqueue(transaction, DraftOf(77, "canary-in-the-outbox") with { Once = "canary-once" });
        });
        await Store.WriteProfilesAsync([new AccountProfile { AccountId = Other.ToByteString(), Handle = "canary-handle" }]);
        await Store.WriteAsync(transaction => PersonalWrites.Enqueue(transaction, DraftFrame("canary-draft")));
        await Store.DisposeAsync();

        foreach (var file in Directory.GetFiles(Fixture.Directory))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            foreach (var secret in new[] { "canary", "access-token", "refresh-token", "Analytical", "\"ada\"" })
                Assert.That(bytes, Does.Not.Contain(secret), $"{Path.GetFileName(file)} tells {secret}");
        }
    }

    [Test]
    public async Task Ranges_melt_in_any_order_and_duplicates_change_nothing()
    {
        foreach (var (first, count) in new[] { (1L, 5), (11L, 5), (3L, 6), (8L, 2), (10L, 1), (11L, 5), (1L, 15) })
            await AddAsync(BlockOf(first, count));
        var slice = Store.ReadLog(Group, 0, 100, LogDirection.After);
        Assert.That(slice.Entries.Select(entry => entry.Sequence), Is.EqualTo(Enumerable.Range(1, 15)));
        Assert.That(Store.Read(connection => connection.Number("SELECT COUNT(*) FROM ranges")), Is.EqualTo(1));
    }

    [Test]
    public async Task A_gap_ends_a_slice_and_is_reported()
    {
        await AddAsync(BlockOf(1, 5));
        var result = await AddAsync(BlockOf(9, 2));
        Assert.That(result.Gaps, Does.Contain(Group));
        var before = Store.ReadLog(Group, 0, 100, LogDirection.Before);
        Assert.That((before.Entries.Length, before.Complete), Is.EqualTo((2, false)));
        var after = Store.ReadLog(Group, 0, 100, LogDirection.After);
        Assert.That((after.Entries.Length, after.Complete), Is.EqualTo((5, false)));
        Assert.That((await AddAsync(BlockOf(6, 3))).Gaps, Is.Empty);
    }

    [Test]
    public async Task An_ack_turns_the_echo_into_an_entry()
    {
        await AddAsync(BlockOf(1, 3));
        await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(70, "mine")));
        var batch = await TakeAsync(default);
        Assert.That((batch.Step, batch.FirstNumber, batch.Entries.Count), Is.EqualTo((SendStep.Send, 1L, 1)));
        var outcome = Store.WaitForOutcome(new MessageId(70));
        await AckAsync(1, 1, 4);

        Assert.That((await outcome).Sequence, Is.EqualTo(4));
        Assert.That(Store.ReadOutbox(Group), Is.Empty);
        Assert.That(TextOf(Store.FindEntry(Group, new MessageId(70))!), Is.EqualTo("mine"));
        var row = Store.ReadConversation(Group)!;
        Assert.That((row.HeadSequence, row.ReadSequence, row.Unread, row.KnownNumber), Is.EqualTo((4L, 4L, 0L, 1L)));
        await AddAsync(BlockOf(5, 2));
        Assert.That(Store.ReadConversation(Group)!.Unread, Is.EqualTo(2));
    }

    [Test]
    public async Task Who_is_removed_keeps_what_is_here()
    {
        await Store.UpsertConversationAsync(State(head: 3));
        await AddAsync(BlockOf(1, 3));
        await Store.UpsertConversationAsync(new ConversationState { ConversationId = Group.ToByteString(), Left = true, HeadSequence = 4 });
        var row = Store.ReadConversation(Group)!;
        Assert.That((row.Left, row.Title, row.HeadSequence, row.Unread), Is.EqualTo((true, "Analytical engines", 4L, 0L)));
        Assert.That(Store.ReadLog(Group, 0, 10, LogDirection.After).Entries, Has.Length.EqualTo(3));
        Assert.That((await Store.UpsertConversationAsync(State(head: 9))).Left, Is.False);
    }

    [Test]
    public async Task A_once_key_sends_one_message()
    {
        var draft = DraftOf(70) with { Once = "order 12" };
        var first = await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, draft));
        var again = await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(71) with { Once = "order 12" }));
        Assert.That((first, again), Is.EqualTo((new MessageId(70), new MessageId(70))));
        Assert.That(Store.ReadOutbox(Group), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_job_that_throws_takes_no_other_along()
    {
        var good = Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(70)));
        var bad = Store.WriteAsync<bool>(transaction =>
        {
            OutboxWrites.Enqueue(transaction, DraftOf(71));
            throw new InvalidOperationException("no");
        });
        Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        await good;
        Assert.That(Store.ReadOutbox(Group).Select(row => row.Message.Value), Is.EqualTo(new[] { 70UL }));
    }

    [Test]
    public async Task Changes_are_told_once_and_coalesced()
    {
        using var changes = Store.Changes.Subscribe(Group);
        await AddAsync(BlockOf(1, 1));
        await AddAsync(BlockOf(2, 1));
        var set = await changes.NextAsync(default);
        Assert.That(set.Conversations[Group], Is.EqualTo(ChangeKinds.Log | ChangeKinds.Summary));
        Assert.That(changes.NextAsync(default).AsTask().IsCompleted, Is.False);
    }
}
