using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Server.Handlers;

/// <summary>A real server with a calendar that can be set forward; Ada owns what Grace and Linus are in, Mary is outside.</summary>
internal abstract class GroupWorld
{
    private readonly Dictionary<(RawClient, ConversationId), ulong> _numbers = [];

    protected static IdSource NewIds { get; } = new(TimeProvider.System);

    protected ShiftedClock Clock { get; private set; } = null!;

    protected TestServer Server { get; private set; } = null!;

    protected RawSession Ada { get; private set; } = null!;

    protected RawSession Grace { get; private set; } = null!;

    protected RawSession Linus { get; private set; } = null!;

    protected RawSession Mary { get; private set; } = null!;

    protected RawClient Adas { get; private set; } = null!;

    protected RawClient Graces { get; private set; } = null!;

    protected RawClient Linuses { get; private set; } = null!;

    protected RawClient Marys { get; private set; } = null!;

    protected long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    [SetUp]
    public async Task StartAsync()
    {
        Clock = new ShiftedClock();
        Server = await TestServer.StartAsync(Configure, time: Clock);
        (Ada, Grace) = (await Server.RegisterAsync("ada"), await Server.RegisterAsync("grace"));
        (Linus, Mary) = (await Server.RegisterAsync("linus"), await Server.RegisterAsync("mary"));
        await ConnectAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await DisconnectAsync();
        await Server.DisposeAsync();
    }

    /// <summary>The server's options, where a test needs others.</summary>
    protected virtual ServerOptions Configure(ServerOptions options) => options;

    /// <summary>The server stops and starts again on what it had stored.</summary>
    protected async Task RestartAsync()
    {
        await DisconnectAsync();
        await Server.StopAsync();
        await Server.StartAgainAsync();
        await ConnectAsync();
    }

    protected Task<ConversationId> CreateAsync(ConversationKind kind, params RawSession[] members) => CreateAsync(Adas, kind, members);

    protected static async Task<ConversationId> CreateAsync(RawClient owner, ConversationKind kind, params RawSession[] members)
    {
        var id = NewIds.NewId<ConversationId>();
        await AskAsync(owner, new ClientFrame
        {
            CreateGroup = new()
            {
                ConversationId = id.ToByteString(),
                Title = "Engines",
                Kind = kind,
                Members = { members.Select(member => member.Account.ToByteString()) },
            },
        });
        return id;
    }

    protected Task<ConversationId> GroupAsync() => CreateAsync(ConversationKind.Group, Grace, Linus);

    /// <summary>The answer to a request that must not be refused.</summary>
    protected static async Task<ServerFrame> AskAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.Error, Is.Null, $"{request.RequestCase}");
        return answer;
    }

    /// <summary>The code of the refusal; none if it was done.</summary>
    protected static async Task<Code> RefusedAsync(RawClient client, ClientFrame request) =>
        (await client.RequestAsync(request)).Error?.Code ?? Code.Unspecified;

    /// <summary>Sends under the next number. A refusal consumes none, or the next send would fail.</summary>
    protected async Task<SendOutcome[]> SendAsync(RawClient client, ConversationId conversation, params OutgoingEntry[] entries)
    {
        var last = _numbers.GetValueOrDefault((client, conversation));
        var outcomes = await client.SendAsync(conversation, last + 1, entries);
        _numbers[(client, conversation)] = last + (ulong)outcomes.Count(outcome => outcome.Refusal is null);
        return outcomes;
    }

    protected async Task<SendOutcome> SayAsync(RawClient client, ConversationId conversation, string text) =>
        (await SendAsync(client, conversation, RawEntries.Text(text)))[0];

    protected static async Task<ConversationState> StateAsync(RawClient client, ConversationId conversation) =>
        (await AskAsync(client, new ClientFrame { FetchConversation = new() { ConversationId = conversation.ToByteString() } })).Conversation;

    protected static ClientFrame Update(ConversationId conversation, Action<UpdateConversation> set)
    {
        var update = new UpdateConversation { ConversationId = conversation.ToByteString() };
        set(update);
        return new ClientFrame { UpdateConversation = update };
    }

    protected static ClientFrame Add(ConversationId conversation, RawSession who) =>
        new() { AddMembers = new() { ConversationId = conversation.ToByteString(), Accounts = { who.Account.ToByteString() } } };

    protected static ClientFrame Remove(ConversationId conversation, RawSession who) =>
        new() { RemoveMember = new() { ConversationId = conversation.ToByteString(), Account = who.Account.ToByteString() } };

    protected static ClientFrame Mute(ConversationId conversation, RawSession who, long untilMs) =>
        new() { MuteMember = new() { ConversationId = conversation.ToByteString(), Account = who.Account.ToByteString(), UntilMs = untilMs } };

    protected static ClientFrame Ban(ConversationId conversation, RawSession who, long untilMs = 0) =>
        new() { BanAccount = new() { ConversationId = conversation.ToByteString(), Account = who.Account.ToByteString(), UntilMs = untilMs } };

    protected static ClientFrame Promote(ConversationId conversation, RawSession who, Role role) =>
        new() { SetRole = new() { ConversationId = conversation.ToByteString(), Account = who.Account.ToByteString(), Role = role } };

    protected static ClientFrame Leave(ConversationId conversation) =>
        new() { LeaveConversation = new() { ConversationId = conversation.ToByteString() } };

    protected static ClientFrame Permit(ConversationId conversation, RawSession who, Permission granted, Permission denied) => new()
    {
        SetPermissions = new()
        {
            ConversationId = conversation.ToByteString(),
            Account = who.Account.ToByteString(),
            Granted = (uint)granted,
            Denied = (uint)denied,
        },
    };

    protected static ClientFrame Join(ByteString link) => new() { JoinConversation = new() { Link = link } };

    protected static async Task<InviteCreated> InviteAsync(RawClient client, ConversationId conversation, Action<CreateInvite>? set = null)
    {
        var create = new CreateInvite { ConversationId = conversation.ToByteString(), Secret = NewIds.NewId<ConversationId>().ToByteString() };
        set?.Invoke(create);
        return (await AskAsync(client, new ClientFrame { CreateInvite = create })).InviteCreated;
    }

    protected static async Task<HistoryPage> HistoryAsync(RawClient client, ConversationId conversation) =>
        (await AskAsync(client, new ClientFrame { FetchHistory = new() { ConversationId = conversation.ToByteString(), Limit = 1_000 } })).HistoryPage;

    /// <summary>The sequences of a page, in order.</summary>
    protected static ulong[] Sequences(HistoryPage page) =>
        [.. page.Blocks.SelectMany(block => block.Entries.Select((_, i) => block.FirstSequence + (ulong)i))];

    private async Task ConnectAsync()
    {
        (Adas, Graces) = (await Server.ConnectAsync(Ada), await Server.ConnectAsync(Grace));
        (Linuses, Marys) = (await Server.ConnectAsync(Linus), await Server.ConnectAsync(Mary));
    }

    protected async Task DisconnectAsync()
    {
        foreach (var client in new[] { Adas, Graces, Linuses, Marys })
        {
            await client.DisposeAsync();
        }
    }
}
