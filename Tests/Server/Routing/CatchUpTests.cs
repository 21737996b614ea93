using FastChat.Protocol;
using FastChat.Server.Handlers;

namespace FastChat.Tests.Server.Routing;

[TestFixture]
internal sealed class CatchUpTests : DirectFixture
{
    [Test]
    public async Task Sync_lists_what_changed_since_its_cursor_and_nothing_else()
    {
        var everything = await SyncAsync(Grace, []);
        Assert.That(everything.Conversations, Has.Count.EqualTo(1));
        var nothing = await SyncAsync(Grace, everything.Cursor.ToByteArray());
        Assert.That(nothing.Conversations, Is.Empty);
        Ada.Send(Conversation, 1, 11, 12);
        await Ada.AckAsync();
        var changed = (await SyncAsync(Grace, nothing.Cursor.ToByteArray())).Conversations.Single();
        Assert.Multiple(() =>
        {
            Assert.That(changed.HeadSequence, Is.EqualTo(3));
            Assert.That(changed.HeadOrdinal - changed.ReadOrdinal, Is.EqualTo(2), "unread");
            Assert.That(changed.Preview.MessageId, Is.EqualTo(12));
            Assert.That(changed.Peer, Is.EqualTo(Ada.Account.ToByteString()));
        });
    }

    [Test]
    public async Task A_device_learns_its_last_send_number_from_sync()
    {
        Ada.Send(Conversation, 1, 11, 12, 13);
        await Ada.AckAsync();
        Assert.That((await SyncAsync(Ada, [])).Conversations.Single().LastSendNumber, Is.EqualTo(3));
        Assert.That((await SyncAsync(Grace, [])).Conversations.Single().LastSendNumber, Is.Zero);
    }

    [Test]
    public async Task Sync_goes_on_page_by_page_to_the_cursor_taken_at_its_start()
    {
        foreach (var _ in Enumerable.Range(0, 4))
        {
            await Shards.GroupAsync(Grace, Ada);
        }

        var seen = 0;
        var request = new Sync { Limit = 2 };
        SyncPage page;
        do
        {
            page = (await Grace.AskAsync(new ClientFrame { Sync = request.Clone() })).SyncPage;
            seen += page.Conversations.Count;
            request.Continuation = page.Continuation;
        }
        while (!page.Continuation.IsEmpty);

        Assert.That(seen, Is.EqualTo(5));
        Assert.That((await SyncAsync(Grace, page.Cursor.ToByteArray())).Conversations, Is.Empty);
    }

    [Test]
    public async Task Cursors_move_forward_only_and_the_others_are_told_within_a_second_or_two()
    {
        Ada.Send(Conversation, 1, 11, 12, 13);
        await Ada.AckAsync();
        await MoveAsync(3);
        await MoveAsync(2);
        var state = (await SyncAsync(Grace, [])).Conversations.Single();
        Assert.Multiple(() =>
        {
            Assert.That(state.ReadSequence, Is.EqualTo(3));
            Assert.That(state.HeadOrdinal - state.ReadOrdinal, Is.EqualTo(1));
        });
        var receipt = (await Ada.NextAsync(ServerFrame.BodyOneofCase.Receipt)).Receipt;
        Assert.Multiple(() =>
        {
            Assert.That(receipt.Account, Is.EqualTo(Grace.Account.ToByteString()));
            Assert.That(receipt.ReadSequence, Is.EqualTo(3));
        });
        await MoveAsync(1_000);
        Assert.That((await SyncAsync(Grace, [])).Conversations.Single().ReadSequence, Is.EqualTo(4), "not beyond the log's end");
    }

    [Test]
    public async Task History_pages_cover_the_log_without_gaps_in_both_directions()
    {
        for (ulong number = 1; number <= 200; number += 10)
        {
            Ada.Send(Conversation, number, [.. Enumerable.Range((int)number, 10).Select(id => (ulong)id)]);
            await Ada.AckAsync();
        }

        Assert.That(await WalkAsync(forward: true), Is.EqualTo(Enumerable.Range(1, 201)));
        Assert.That(await WalkAsync(forward: false), Is.EqualTo(Enumerable.Range(1, 201)));
        var around = new FetchHistory { ConversationId = Conversation.ToByteString(), Around = 100, Limit = 20 };
        var page = (await Grace.AskAsync(new ClientFrame { FetchHistory = around })).HistoryPage;
        var sequences = Sequences(page).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(sequences, Does.Contain(91).And.Contain(100).And.Contain(110));
            Assert.That(sequences, Is.EqualTo(Enumerable.Range(sequences[0], sequences.Length)));
        });
    }

    [Test]
    public async Task Of_references_that_lie_scattered_a_page_brings_those_of_so_many_blocks_and_says_that_there_are_more()
    {
        Ada.Send(Conversation, 1, 11);
        await Ada.AckAsync();
        for (ulong number = 1; number <= ReferenceReader.BlocksMax; number++)
        {
            await ReactAsync(number);
        }

        Assert.That((await FirstEntriesAsync()).ReferencesTruncated, Is.False);
        await ReactAsync(ReferenceReader.BlocksMax + 1);
        var page = await FirstEntriesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(page.ReferencesTruncated, Is.True);
            Assert.That(
                page.References.Select(block => block.FirstSequence),
                Is.EqualTo(Enumerable.Range(3, ReferenceReader.BlocksMax)), "the earliest ones");
        });
    }

    [Test]
    public async Task References_of_one_block_are_cut_from_it_at_once()
    {
        Ada.Send(Conversation, 1, 11);
        await Ada.AckAsync();
        var send = new Send { ConversationId = Conversation.ToByteString(), FirstSendNumber = 1 };
        send.Entries.AddRange(Enumerable.Range(1, 200).Select(id => Reaction((ulong)id)));
        Grace.Send(send);
        await Grace.AckAsync();
        var page = await FirstEntriesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(page.ReferencesTruncated, Is.False);
            Assert.That(page.References.Select(block => block.Entries.Single().MessageId), Is.EqualTo(Enumerable.Range(1, 200)));
        });
    }

    [Test]
    public void A_cursor_is_read_back_and_garbage_is_refused()
    {
        var random = new Random(7);
        var numbers = Enumerable.Range(0, Identifier.ShardCount).Select(_ => random.NextInt64(1L << 34)).ToArray();
        var encoded = SyncCursor.Encode(numbers);
        Assert.Multiple(() =>
        {
            Assert.That(encoded, Has.Length.LessThanOrEqualTo(ProtocolLimits.CursorBytesMax));
            Assert.That(SyncCursor.TryDecode(encoded, out var decoded) ? decoded : null, Is.EqualTo(numbers));
            Assert.That(SyncCursor.TryDecode(encoded.AsSpan(0, encoded.Length - 1), out _), Is.False);
            Assert.That(SyncCursor.TryDecode([.. encoded, 0], out _), Is.False);
            Assert.That(SyncCursor.TryDecode([9, 9, 9], out _), Is.False);
        });
    }

    private static async Task<SyncPage> SyncAsync(TestDevice device, byte[] cursor)
    {
        var request = new Sync { Cursor = Google.Protobuf.ByteString.CopyFrom(cursor) };
        return (await device.AskAsync(new ClientFrame { Sync = request })).SyncPage;
    }

    private async Task ReactAsync(ulong number)
    {
        var send = new Send { ConversationId = Conversation.ToByteString(), FirstSendNumber = number };
        send.Entries.Add(Reaction(number));
        Grace.Send(send);
        await Grace.AckAsync();
    }

    private static OutgoingEntry Reaction(ulong messageId) =>
        new() { Kind = EntryKind.Reaction, MessageId = messageId, TargetSequence = 2 };

    private async Task<HistoryPage> FirstEntriesAsync()
    {
        var request = new FetchHistory { ConversationId = Conversation.ToByteString(), Before = 3 };
        return (await Ada.AskAsync(new ClientFrame { FetchHistory = request })).HistoryPage;
    }

    private async Task MoveAsync(ulong sequence)
    {
        var request = new MoveCursor { ConversationId = Conversation.ToByteString(), ReadSequence = sequence };
        Assert.That((await Grace.AskAsync(new ClientFrame { MoveCursor = request })).Done, Is.Not.Null);
    }

    private async Task<List<int>> WalkAsync(bool forward)
    {
        var all = new List<int>();
        while (true)
        {
            var request = new FetchHistory { ConversationId = Conversation.ToByteString(), Limit = 15 };
            if (forward)
            {
                request.After = all.Count == 0 ? 0 : (ulong)all[^1];
            }
            else
            {
                request.Before = all.Count == 0 ? 0 : (ulong)all[0];
            }

            var sequences = Sequences((await Grace.AskAsync(new ClientFrame { FetchHistory = request })).HistoryPage).ToArray();
            var fresh = sequences.Where(sequence => !all.Contains(sequence)).ToArray();
            if (fresh.Length == 0)
            {
                return all;
            }

            all.InsertRange(forward ? all.Count : 0, fresh);
        }
    }

    private static IEnumerable<int> Sequences(HistoryPage page) => page.Blocks.SelectMany(block =>
        Enumerable.Range((int)block.FirstSequence, (int)block.EntryCount));
}
