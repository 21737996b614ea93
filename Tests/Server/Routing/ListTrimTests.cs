using FastChat.Protocol;
using FastChat.Server.Handlers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Tests.Server.Routing;

/// <summary>An account's list stays short: what was left long ago is forgotten, and no device misses that it was left.</summary>
[TestFixture]
internal sealed class ListTrimTests
{
    private readonly IdSource _ids = new(TimeProvider.System);
    private TestShards _shards = null!;
    private TestDevice _ada = null!;

    [SetUp]
    public async Task Connect()
    {
        _shards = new TestShards();
        _ada = await _shards.DeviceAsync();
    }

    [TearDown]
    public async Task Disconnect() => await _shards.DisposeAsync();

    [Test]
    public async Task Of_too_many_left_conversations_the_older_half_is_forgotten_and_only_cursors_from_before_are_refused()
    {
        var cursors = new List<ByteString> { ByteString.CopyFrom(SyncCursor.Encode(new long[Identifier.ShardCount])) };
        var left = Conversations(RoutingLimits.ListTombstonesMax + 200);
        await LeaveAsync(left.Take(left.Length / 2));
        await LeaveAsync(left.Skip(left.Length / 2));
        cursors.Add((await SyncAsync(cursors[0])).Cursor);

        // One page looks at all rows and finds nothing new: it meets too many that are gone.
        Assert.That((await SyncAsync(cursors[1])).Conversations, Is.Empty);
        await SettleAsync(left);
        Assert.Multiple(() =>
        {
            Assert.That(Rows(), Is.InRange(left.Length / 2, (left.Length / 2) + Identifier.ShardCount));
            Assert.That(left.All(StaysOnlyIfLater));
        });
        var refused = await _ada.AskAsync(new ClientFrame { Sync = new Sync { Cursor = cursors[0] } });
        Assert.That(refused.Error?.Code, Is.EqualTo(Code.BadCursor));
        var page = await SyncAsync(cursors[1]);
        Assert.Multiple(() =>
        {
            Assert.That(page.FromStart, Is.False);
            Assert.That(page.Conversations, Is.Empty);
        });
    }

    [Test]
    public async Task A_hello_with_a_cursor_from_before_begins_from_the_start_and_says_so_on_every_page()
    {
        var old = ByteString.CopyFrom(SyncCursor.Encode(new long[Identifier.ShardCount]));
        var left = Conversations(250);
        await LeaveAsync(left);
        Assert.That((await _shards.OpenAsync(_ada, old)).FromStart, Is.False);
        await ForgetAsync(left[0]);
        var page = await _shards.OpenAsync(_ada, old);
        Assert.That(page.FromStart, Is.True);
        var next = new Sync { Cursor = old, Continuation = page.Continuation };
        page = (await _ada.AskAsync(new ClientFrame { Sync = next })).SyncPage;
        Assert.That(page.FromStart, Is.True);
    }

    [Test]
    public async Task A_sync_under_way_is_refused_when_what_it_has_yet_to_tell_is_forgotten()
    {
        var old = ByteString.CopyFrom(SyncCursor.Encode(new long[Identifier.ShardCount]));
        var left = Conversations(150);
        await LeaveAsync(left);
        var page = (await _ada.AskAsync(new ClientFrame { Sync = new Sync { Cursor = old } })).SyncPage;
        await ForgetAsync(left.MaxBy(id => id.Value));
        var next = new Sync { Cursor = old, Continuation = page.Continuation };
        Assert.That(await _ada.RefusedAsync(new ClientFrame { Sync = next }), Is.EqualTo(Code.BadCursor));
    }

    [Test]
    public async Task A_conversation_that_was_joined_again_is_not_forgotten()
    {
        var grace = await _shards.DeviceAsync();
        var group = await _shards.GroupAsync(grace, _ada);
        await ForgetAsync(group);
        Assert.That(_shards.Database.Lists.Read(_ada.Account, group)?.State, Is.EqualTo(ListState.Member));
        var remove = new RemoveMember { ConversationId = group.ToByteString(), Account = _ada.Account.ToByteString() };
        await grace.AskAsync(new ClientFrame { RemoveMember = remove });
        await ForgetAsync(group);
        Assert.That(_shards.Database.Lists.Read(_ada.Account, group), Is.Null);
    }

    [Test]
    public async Task Forgotten_in_one_turn_the_latest_commit_is_marked_in_whatever_order()
    {
        var first = _ids.NewId<ConversationId>();
        var second = Enumerable.Range(0, int.MaxValue).Select(_ => _ids.NewId<ConversationId>()).First(id => id.Shard() == first.Shard());
        await LeaveAsync([first]);
        await LeaveAsync([second]);
        var latest = _shards.Database.Lists.Read(_ada.Account, second)!.Value.CommitNumber;
        await SettleAsync([first, second]); // In memory, so that both are applied in one turn.
        using (new HeldLoops(_shards.Router))
        {
            _shards.Router.Route(new ForgetListRowCommand(second, _ada.Account));
            _shards.Router.Route(new ForgetListRowCommand(first, _ada.Account));
        }

        await SettleAsync([first, second]);
        Assert.That(Rows(), Is.Zero);
        Assert.That(_shards.Database.Lists.ReadForgotten(_ada.Account, first.Shard()), Is.EqualTo(latest));
    }

    [Test]
    public async Task A_full_list_takes_no_further_conversation_and_makes_room_where_it_can()
    {
        var ids = Conversations(ProtocolLimits.ConversationsPerAccountMax);
        await LeaveAsync(ids);
        Assert.That(await CreateAsync(), Is.EqualTo(Code.Busy), "left ones count, and are forgotten now");
        await SettleAsync(ids);
        Assert.That(await CreateAsync(), Is.EqualTo(Code.Unspecified));
        await WriteAsync(ids, ListState.Member);
        Assert.That(await CreateAsync(), Is.EqualTo(Code.LimitReached));
    }

    [Test]
    public async Task One_request_counts_so_many_rows_and_no_more()
    {
        const int Accounts = (RoutingLimits.ListRowsCountedMax / (ProtocolLimits.ConversationsPerAccountMax - 1)) + 1;
        var ids = Conversations(ProtocolLimits.ConversationsPerAccountMax - 1);
        var accounts = new List<AccountId>();
        for (var i = 0; i < Accounts; i++)
        {
            accounts.Add(await _shards.AccountAsync());
            await WriteAsync(ids, ListState.Member, accounts[^1]);
        }

        Assert.That(await CreateAsync([.. accounts]), Is.EqualTo(Code.LimitReached));
        Assert.That(await CreateAsync([.. accounts.Skip(1)]), Is.EqualTo(Code.Unspecified));
    }

    private bool StaysOnlyIfLater(ConversationId id) =>
        _shards.Database.Lists.Read(_ada.Account, id) is not { } row
        || row.CommitNumber >= _shards.Database.Lists.ReadForgotten(_ada.Account, id.Shard());

    private int Rows() => _shards.Database.Lists.Count(_ada.Account, int.MaxValue);

    private ConversationId[] Conversations(int count) => [.. Enumerable.Range(0, count).Select(_ => _ids.NewId<ConversationId>())];

    private Task LeaveAsync(IEnumerable<ConversationId> conversations) => WriteAsync(conversations, ListState.Left);

    /// <summary>Writes rows as the conversations' loops do, under the next commit number of each one's shard.</summary>
    private async Task WriteAsync(IEnumerable<ConversationId> conversations, ListState state, AccountId? account = null)
    {
        foreach (var shard in conversations.GroupBy(id => id.Shard()))
        {
            await _shards.Records.RunAsync(shard.Key, 0, batch =>
            {
                foreach (var id in shard)
                {
                    var row = new ListRecord(state, batch.Touch(shard.Key), 1);
                    _shards.Database.Lists.Put(batch, account ?? _ada.Account, id, row);
                }

                return true;
            });
        }
    }

    private async Task ForgetAsync(ConversationId conversation)
    {
        _shards.Router.Route(new ForgetListRowCommand(conversation, _ada.Account));
        await SettleAsync([conversation]);
    }

    /// <summary>Until all that was routed to these conversations before is durable.</summary>
    private async Task SettleAsync(ConversationId[] conversations)
    {
        foreach (var chunk in conversations.Chunk(RoutingLimits.ParkedCommandsMax))
        {
            var applied = new Countdown(chunk.Length);
            foreach (var id in chunk)
            {
                _shards.Router.Route(new AttachCommand(id, _ada.Caller.Link, applied));
            }

            await applied.Completion;
        }

        await Task.WhenAll(Enumerable.Range(0, _shards.Router.LoopCount).Select(shard =>
            _shards.Records.RunAsync((byte)shard, 0, _ => true)));
    }

    private async Task<SyncPage> SyncAsync(ByteString cursor)
    {
        var request = new Sync { Cursor = cursor, Limit = ProtocolLimits.SyncPageConversationsMax };
        while (true)
        {
            var page = (await _ada.AskAsync(new ClientFrame { Sync = request.Clone() })).SyncPage;
            if (page.Continuation.IsEmpty)
            {
                return page;
            }

            request.Continuation = page.Continuation;
        }
    }

    private async Task<Code> CreateAsync(params AccountId[] members)
    {
        var request = new CreateGroup { ConversationId = _ids.NewId<ConversationId>().ToByteString(), Title = "A group" };
        request.Members.AddRange(members.Select(member => member.ToByteString()));
        return await _ada.RefusedAsync(new ClientFrame { CreateGroup = request });
    }
}
