using FastChat.Client;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using static FastChat.Tests.Client.Engine.StoreFixture;

namespace FastChat.Tests.Client.Engine;

/// <summary>Send numbers and what the server says about them, on a real store without a connection.</summary>
[TestFixture]
public sealed class OutboxTests : StoreTestBase
{
    private static readonly SendProgress Confirmed = new(0, true);

    [SetUp]
    public Task JoinAsync() => ApplyAsync(State());

    [Test]
    public async Task A_connection_begins_with_a_single_entry()
    {
        await EnqueueAsync(1, 2, 3);
        Assert.That(Ids(await TakeAsync(default)), Is.EqualTo(new ulong[] { 1 }));
        Assert.That((await TakeAsync(new SendProgress(1, false))).Step, Is.EqualTo(SendStep.Idle));
        Assert.That(Ids(await TakeAsync(new SendProgress(1, true))), Is.EqualTo(new ulong[] { 2, 3 }));
    }

    [Test]
    public async Task At_most_256_are_on_their_way()
    {
        await EnqueueAsync([.. Enumerable.Range(1, 300).Select(i => (ulong)i)]);
        var batch = await TakeAsync(Confirmed);
        Assert.That(batch.Entries, Has.Count.EqualTo(256));
        Assert.That((await TakeAsync(new SendProgress(256, true))).Step, Is.EqualTo(SendStep.Idle));
        await AckAsync(1, 100, 1);
        Assert.That((await TakeAsync(new SendProgress(256, true))).Entries, Has.Count.EqualTo(44));
    }

    [Test]
    public async Task A_lost_connection_repeats_numbers_and_ids()
    {
        await EnqueueAsync(1, 2, 3);
        await TakeAsync(Confirmed);
        var again = await TakeAsync(Confirmed);
        Assert.That((again.FirstNumber, Ids(again)), Is.EqualTo((1L, new ulong[] { 1, 2, 3 })));
    }

    [Test]
    public async Task An_acked_reply_has_a_place_in_its_thread_until_its_block_tells_which()
    {
        await AddAsync(BlockOf(1, 1));
        foreach (var id in new ulong[] { 1, 2 })
        {
            var draft = DraftOf(id);
            draft.Entry.TargetSequence = 1;
            await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, draft));
        }

        await TakeAsync(Confirmed);
        await AckAsync(1, 2, 2);
        Assert.That(Places(), Is.EqualTo(new uint[] { 1, 2 }));

        // Others have answered before.
        var (first, second) = (EntryOf("hello", StoreFixture.Device, 1, 1), EntryOf("hello", StoreFixture.Device, 2, 2));
        (first.TargetSequence, first.ThreadOrdinal, second.TargetSequence, second.ThreadOrdinal) = (1, 5, 1, 6);
        await AddAsync(BlockOf(2, [first, second]));
        Assert.That(Places(), Is.EqualTo(new uint[] { 5, 6 }));

        uint[] Places() => [.. Store.ReadReplies(Group, 1, 10).Select(reply => reply.Entry.ThreadOrdinal)];
    }

    [TestCase(2ul)]
    [TestCase(0ul)] // The server does not know it.
    public async Task After_a_refusal_the_following_move_up_and_keep_their_ids(ulong expected)
    {
        await EnqueueAsync(1, 2, 3);
        await TakeAsync(Confirmed);
        var through = await RefuseAsync(2, 2, expected, Code.Forbidden);
        Assert.That(through, Is.EqualTo(1));
        await AckAsync(1, 1, 1);
        var batch = await TakeAsync(new SendProgress(through!.Value, true));
        Assert.That((batch.FirstNumber, Ids(batch)), Is.EqualTo((2L, new ulong[] { 3 })));
        var refused = Store.FindOutbox(new MessageId(2))!;
        Assert.That((refused.State, refused.Code, refused.CanRetry), Is.EqualTo((OutboxState.Refused, (ErrorCode?)ErrorCode.Forbidden, true)));
    }

    [Test]
    public async Task A_busy_server_gets_the_same_again_later()
    {
        await EnqueueAsync(1, 2);
        await TakeAsync(Confirmed);
        var through = await RefuseAsync(1, 1, 1, Code.Busy, retryAfterMs: 60_000);
        Assert.That(through, Is.Zero);
        Assert.That((await TakeAsync(new SendProgress(0, true))).Step, Is.EqualTo(SendStep.Wait));
        Assert.That(Store.FindOutbox(new MessageId(1))!.State, Is.EqualTo(OutboxState.Sending));
    }

    [Test]
    public async Task A_refusal_of_something_else_changes_nothing()
    {
        await EnqueueAsync(1, 2);
        await TakeAsync(Confirmed);
        Assert.That(await RefuseAsync(2, 77, 2, Code.Forbidden), Is.Null);
        Assert.That(await RefuseAsync(9, 1, 2, Code.Forbidden), Is.Null);
        Assert.That(Store.ReadOutbox(Group).Select(row => row.State), Is.All.EqualTo(OutboxState.Sending));
    }

    [Test]
    public async Task Numbers_used_by_unknown_messages_ask_for_a_search_and_then_go_on_after_them()
    {
        await EnqueueAsync(1, 2, 3);
        await TakeAsync(default);
        await RefuseAsync(1, 1, expected: 6, Code.SendNumberReused);
        await ApplyAsync(State(head: 5, lastSendNumber: 5));
        Assert.That((await TakeAsync(default)).Step, Is.EqualTo(SendStep.Reconcile));

        // The log holds our second draft under number 4, sent by the store that was lost.
        Assert.That(Store.Read(connection => LogSearch.Next(connection, Group)), Is.Zero);
        ulong[] ids = [91, 92, 93, 2, 94];
        await AddAsync(BlockOf(1, ids.Select((id, i) => EntryOf($"text {id}", StoreFixture.Device, id, (ulong)i + 1))));
        Assert.That(Store.Read(connection => LogSearch.Next(connection, Group)), Is.Null);
        await Store.WriteAsync(transaction =>
        {
            OutboxSends.FinishReconcile(transaction, Group);
            return true;
        });

        var batch = await TakeAsync(Confirmed);
        Assert.That((batch.FirstNumber, Ids(batch)), Is.EqualTo((6L, new ulong[] { 1, 3 })));
    }

    [Test]
    public async Task A_device_with_nothing_unsent_takes_the_servers_number_as_it_is()
    {
        await ApplyAsync(State(head: 900, lastSendNumber: 500));
        await EnqueueAsync(1);
        var batch = await TakeAsync(default);
        Assert.That((batch.Step, batch.FirstNumber), Is.EqualTo((SendStep.Send, 501L)));
    }

    [Test]
    public async Task A_server_that_forgot_gets_the_numbers_it_expects()
    {
        await EnqueueAsync(1, 2, 3);
        await TakeAsync(Confirmed);
        await AckAsync(1, 2, 1);
        await RefuseAsync(3, 3, expected: 1, Code.OutOfOrder);
        var batch = await TakeAsync(default);
        Assert.That((batch.FirstNumber, Ids(batch)), Is.EqualTo((1L, new ulong[] { 3 })));
    }

    [Test]
    public async Task An_edit_of_an_echo_waits_for_its_sequence()
    {
        await EnqueueAsync(1);
        await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(2) with { Target = new MessageId(1) }));
        Assert.That(Ids(await TakeAsync(Confirmed)), Is.EqualTo(new ulong[] { 1 }));
        await AckAsync(1, 1, 8);
        var batch = await TakeAsync(new SendProgress(1, true));
        Assert.That((Ids(batch), batch.Entries[0].TargetSequence), Is.EqualTo((new ulong[] { 2 }, 8UL)));
    }

    [Test]
    public async Task An_edit_of_a_refused_message_is_refused()
    {
        await EnqueueAsync(1);
        await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(2) with { Target = new MessageId(1) }));
        await TakeAsync(Confirmed);
        await RefuseAsync(1, 1, 1, Code.Forbidden);
        await TakeAsync(Confirmed);
        Assert.That(Store.FindOutbox(new MessageId(2))!.Code, Is.EqualTo(ErrorCode.TargetNotFound));
    }

    [Test]
    public async Task Later_text_overtakes_an_upload()
    {
        await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(1) with { Upload = [1] }));
        await EnqueueAsync(2);
        Assert.That(Ids(await TakeAsync(Confirmed)), Is.EqualTo(new ulong[] { 2 }));
        await Store.WriteAsync(transaction =>
        {
            OutboxWrites.Uploaded(transaction, new MessageId(1), DraftOf(1, "with a picture").Entry);
            return true;
        });
        var batch = await TakeAsync(new SendProgress(1, true));
        Assert.That((batch.FirstNumber, Ids(batch)), Is.EqualTo((2L, new ulong[] { 1 })));
    }

    [Test]
    public async Task What_may_have_left_cannot_be_withdrawn()
    {
        await EnqueueAsync(1, 2);
        await TakeAsync(default);
        Assert.That(await WithdrawAsync(1), Is.False);
        Assert.That(await WithdrawAsync(2), Is.True);
    }

    [Test]
    public async Task A_deleted_conversation_refuses_what_is_unsent()
    {
        await EnqueueAsync(1);
        var outcome = Store.WaitForOutcome(new MessageId(1));
        await ApplyAsync(new ConversationState { ConversationId = Group.ToByteString(), Deleted = true });
        Assert.That((await outcome).Code, Is.EqualTo(ErrorCode.NotFound));
        Assert.That(Store.ReadConversation(Group)!.Deleted, Is.True);
    }

    private static ulong[] Ids(SendBatch batch) => [.. batch.Entries.Select(entry => entry.MessageId)];

    private async Task EnqueueAsync(params ulong[] ids)
    {
        foreach (var id in ids)
            await Store.WriteAsync(transaction => OutboxWrites.Enqueue(transaction, DraftOf(id)));
    }

    private Task<bool> WithdrawAsync(ulong id) => Store.WriteAsync(transaction => OutboxWrites.Withdraw(transaction, new MessageId(id)));

    private Task<long?> RefuseAsync(ulong number, ulong id, ulong expected, Code code, uint retryAfterMs = 0) =>
        Store.WriteAsync(transaction => OutboxAnswers.Refused(
            transaction,
            new SendRefused
            {
                ConversationId = Group.ToByteString(),
                SendNumber = number,
                MessageId = id,
                Expected = expected,
                Code = code,
                RetryAfterMs = retryAfterMs,
            },
            new IngestResult()));

    private Task<bool> ApplyAsync(ConversationState state) => Store.WriteAsync(transaction =>
    {
        ConversationWrites.Apply(transaction, state);
        return true;
    });
}
