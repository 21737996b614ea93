using FastChat.Protocol;

namespace FastChat.Tests.Server.Routing;

[TestFixture]
internal sealed class MembershipTests
{
    private TestShards _shards = null!;
    private TestDevice _owner = null!;
    private TestDevice _member = null!;
    private ConversationId _group;

    [SetUp]
    public async Task Connect()
    {
        _shards = new TestShards();
        _owner = await _shards.DeviceAsync();
        _member = await _shards.DeviceAsync();
        _group = await _shards.GroupAsync(_owner, _member);
    }

    [TearDown]
    public async Task Disconnect() => await _shards.DisposeAsync();

    [Test]
    public async Task The_removed_member_gets_that_entry_and_nothing_after_it()
    {
        await RemoveAsync(_member);
        _owner.Send(_group, 1, 11);
        await _owner.AckAsync();
        // Its block may leave after its ack, but not after the next one.
        _owner.Send(_group, 2, 12);
        await _owner.AckAsync();
        var blocks = _member.Pending().Where(frame => frame.Block is not null).Select(frame => frame.Block).ToArray();
        Assert.That(blocks, Has.Length.EqualTo(1));
        var change = MembershipChange.Parser.ParseFrom(blocks[0].Entries[0].Content);
        Assert.That(change.RemovedAccount, Is.EqualTo(_member.Account.ToByteString()));
        Assert.That(await _member.RefusedAsync(History()), Is.EqualTo(Code.NotFound));
        _member.Send(_group, 1, 12);
        Assert.That((await _member.RefusalAsync()).Code, Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task A_newcomer_sees_the_log_from_its_joining_on()
    {
        _owner.Send(_group, 1, 11);
        await _owner.AckAsync();
        var newcomer = await _shards.DeviceAsync();
        await AddAsync(newcomer);
        Assert.That((await newcomer.BlockAsync()).FirstSequence, Is.EqualTo(3));
        _owner.Send(_group, 2, 12);
        Assert.That((await newcomer.BlockAsync()).FirstSequence, Is.EqualTo(4), "it was subscribed by joining");
        var page = (await newcomer.AskAsync(History())).HistoryPage;
        Assert.Multiple(() =>
        {
            Assert.That(page.Blocks[0].FirstSequence, Is.EqualTo(3));
            Assert.That(page.FirstVisibleSequence, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task A_member_may_neither_add_nor_remove_nor_rename()
    {
        var stranger = await _shards.DeviceAsync();
        var id = _group.ToByteString();
        var add = new AddMembers { ConversationId = id };
        add.Accounts.Add(stranger.Account.ToByteString());
        Assert.That(await _member.RefusedAsync(new ClientFrame { AddMembers = add }), Is.EqualTo(Code.Forbidden));
        var remove = new RemoveMember { ConversationId = id, Account = _owner.Account.ToByteString() };
        Assert.That(await _member.RefusedAsync(new ClientFrame { RemoveMember = remove }), Is.EqualTo(Code.Forbidden));
        var rename = new RenameConversation { ConversationId = id, Title = "Mine" };
        Assert.That(await _member.RefusedAsync(new ClientFrame { RenameConversation = rename }), Is.EqualTo(Code.Forbidden));
        Assert.That(await stranger.RefusedAsync(new ClientFrame { RenameConversation = rename }), Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task The_owner_transfers_the_group_before_leaving_it()
    {
        var leave = new ClientFrame { LeaveConversation = new LeaveConversation { ConversationId = _group.ToByteString() } };
        Assert.That(await _owner.RefusedAsync(leave.Clone()), Is.EqualTo(Code.OwnerMustTransfer));
        var transfer = new SetRole
        {
            ConversationId = _group.ToByteString(),
            Account = _member.Account.ToByteString(),
            Role = Role.Owner,
        };
        Assert.That((await _owner.AskAsync(new ClientFrame { SetRole = transfer })).Done, Is.Not.Null);
        Assert.That((await _owner.AskAsync(leave)).Done, Is.Not.Null);
        var state = (await _member.AskAsync(Fetch())).Conversation;
        Assert.Multiple(() =>
        {
            Assert.That(state.MyRole, Is.EqualTo(Role.Owner));
            Assert.That(state.MemberCount, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_deleted_group_is_gone_for_all_and_its_id_is_not_used_again()
    {
        _owner.Send(_group, 1, 11);
        await _owner.AckAsync();
        var delete = new ClientFrame { DeleteConversation = new DeleteConversation { ConversationId = _group.ToByteString() } };
        Assert.That(await _member.RefusedAsync(delete.Clone()), Is.EqualTo(Code.Forbidden));
        Assert.That((await _owner.AskAsync(delete)).Done, Is.Not.Null);
        await _member.NextAsync(ServerFrame.BodyOneofCase.ConversationDeleted);
        var page = (await _member.AskAsync(new ClientFrame { Sync = new Sync() })).SyncPage;
        Assert.That(page.Conversations.Single().Deleted, Is.True);
        Assert.That(await _owner.RefusedAsync(History()), Is.EqualTo(Code.NotFound));
        var again = new CreateGroup { ConversationId = _group.ToByteString(), Title = "Again" };
        Assert.That(await _owner.RefusedAsync(new ClientFrame { CreateGroup = again }), Is.EqualTo(Code.AlreadyExists));
    }

    [Test]
    public async Task A_deletion_in_the_midst_of_sends_acks_those_before_it_and_refuses_those_after()
    {
        Task<ServerFrame> deleted;
        using (new HeldLoops(_shards.Router))
        {
            _owner.Send(_group, 1, 11);
            deleted = _owner.AskAsync(new ClientFrame
            {
                DeleteConversation = new DeleteConversation { ConversationId = _group.ToByteString() },
            });
            _owner.Send(_group, 2, 12);
        }

        Assert.That((await _owner.AckAsync()).Count, Is.EqualTo(1));
        Assert.That((await deleted).Done, Is.Not.Null);
        Assert.That((await _owner.RefusalAsync()).Code, Is.EqualTo(Code.NotFound));
    }

    [Test]
    public async Task A_direct_conversation_goes_on_after_its_deletion_under_a_new_key()
    {
        var direct = await TestShards.DirectAsync(_owner, _member);
        _owner.Send(direct, 1, 11, 12);
        await _owner.AckAsync();
        var delete = new DeleteConversation { ConversationId = direct.ToByteString() };
        await _member.AskAsync(new ClientFrame { DeleteConversation = delete });
        await _owner.NextAsync(ServerFrame.BodyOneofCase.ConversationDeleted);
        await _shards.RestartAsync();
        var owner = await _shards.ReconnectAsync(_owner);
        var member = await _shards.ReconnectAsync(_member);
        Assert.That(await TestShards.DirectAsync(owner, member), Is.EqualTo(direct));
        owner.Send(direct, 3, 13);
        Assert.That((await owner.AckAsync()).FirstSequence, Is.EqualTo(5), "1 created, 2 and 3 messages, 4 created again");
        var history = new FetchHistory { ConversationId = direct.ToByteString(), After = 0 };
        var page = (await member.AskAsync(new ClientFrame { FetchHistory = history })).HistoryPage;
        Assert.That(page.Blocks[0].FirstSequence, Is.EqualTo(4));
    }

    [Test]
    public async Task A_group_made_twice_under_one_id_is_made_once()
    {
        var request = new CreateGroup { ConversationId = _group.ToByteString(), Title = "A group" };
        var state = (await _owner.AskAsync(new ClientFrame { CreateGroup = request })).Conversation;
        Assert.That(state.MembershipVersion, Is.EqualTo(1));
        var stranger = await _shards.DeviceAsync();
        Assert.That(await stranger.RefusedAsync(new ClientFrame { CreateGroup = request }), Is.EqualTo(Code.AlreadyExists));
    }

    private async Task RemoveAsync(TestDevice device)
    {
        var request = new RemoveMember { ConversationId = _group.ToByteString(), Account = device.Account.ToByteString() };
        Assert.That((await _owner.AskAsync(new ClientFrame { RemoveMember = request })).Done, Is.Not.Null);
    }

    private async Task AddAsync(TestDevice device)
    {
        var request = new AddMembers { ConversationId = _group.ToByteString() };
        request.Accounts.Add(device.Account.ToByteString());
        Assert.That((await _owner.AskAsync(new ClientFrame { AddMembers = request })).Done, Is.Not.Null);
    }

    private ClientFrame History() => new() { FetchHistory = new FetchHistory { ConversationId = _group.ToByteString(), After = 0 } };

    private ClientFrame Fetch() => new()
    {
        FetchConversation = new FetchConversation { ConversationId = _group.ToByteString() },
    };
}
