using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Permissions;

/// <summary>Accounts that stand for the actors, signed in and connected once; each cell gets conversations of theirs in which nothing has happened yet.</summary>
internal sealed class MatrixCast : IAsyncDisposable
{
    private static readonly Actor[] Speaking =
        [Actor.Owner, Actor.Admin, Actor.Member, Actor.ExMember, Actor.Stranger, Actor.Moderator, Actor.Muted, Actor.Banned];

    private static readonly ByteString LinkSecret = ByteString.CopyFrom(new byte[16]);
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly Dictionary<Actor, RawClient> _clients = [];
    private readonly Dictionary<ConversationKind, MatrixStage> _unchanged = [];
    private RawClient? _bystanders;

    private MatrixCast(TestServer server) => Server = server;

    public TestServer Server { get; }

    public Dictionary<Actor, RawSession> Sessions { get; } = [];

    /// <summary>Three more, who do nothing: a plain member, an admin, one who is not in it.</summary>
    public RawSession Bystander { get; private set; } = null!;

    public RawSession SecondAdmin { get; private set; } = null!;

    public RawSession Newcomer { get; private set; } = null!;

    /// <summary>Uploaded by the newcomer, shown to nobody.</summary>
    public MediaId ForeignMedia { get; private set; }

    public static async Task<MatrixCast> GatherAsync(TestServer server)
    {
        var cast = new MatrixCast(server);
        foreach (var actor in Enum.GetValues<Actor>())
        {
            cast.Sessions[actor] = await server.RegisterAsync($"{actor}".ToLowerInvariant());
        }

        cast.Bystander = await server.RegisterAsync("bystander");
        cast.SecondAdmin = await server.RegisterAsync("second.admin");
        cast.Newcomer = await server.RegisterAsync("newcomer");
        cast.ForeignMedia = await server.Accounts.UploadAsync(cast.Newcomer.AccessToken, "not yours");
        return cast;
    }

    /// <summary>The actor's connection: opened when it is first needed, or after the server closed it.</summary>
    public async Task<RawClient> ClientAsync(Actor actor)
    {
        if (!_clients.TryGetValue(actor, out var client) || client.HasEnded)
        {
            _clients[actor] = client = await Server.ConnectAsync(Sessions[actor]);
        }

        return client;
    }

    public async Task<RawClient> BystandersClientAsync() => _bystanders ??= await Server.ConnectAsync(Bystander);

    /// <summary>A group with a message of each who is or was in it, and a link to join it by.</summary>
    public Task<MatrixStage> GroupAsync() => StageAsync(ConversationKind.Group);

    /// <summary>The same as a channel; the muted one is a writer in it.</summary>
    public Task<MatrixStage> ChannelAsync() => StageAsync(ConversationKind.Channel);

    /// <summary>Takes a stage back on which all that was asked for was refused, for the next cell.</summary>
    public void Keep(MatrixStage stage) => _unchanged[stage.Kind] = stage;

    private async Task<MatrixStage> StageAsync(ConversationKind kind)
    {
        if (_unchanged.Remove(kind, out var unchanged)) return unchanged;
        var stage = new MatrixStage(this, kind, _ids.NewId<ConversationId>(), _ids.NewId<ConversationId>());
        var owner = await ClientAsync(Actor.Owner);
        var channel = kind == ConversationKind.Channel;
        RawSession[] members =
        [
            Sessions[Actor.Admin], Sessions[Actor.Member], Sessions[Actor.ExMember], Sessions[Actor.Moderator], Sessions[Actor.Muted],
            Sessions[Actor.Banned], Bystander, SecondAdmin,
        ];
        await DoneAsync(owner, new ClientFrame
        {
            CreateGroup = new CreateGroup
            {
                ConversationId = stage.Id,
                Title = "the stage",
                Kind = kind,
                Members = { members.Select(m => m.Account.ToByteString()) },
            },
        });
        await RolesAsync(owner, stage);
        await stage.SpeakAsync(channel ? [Actor.Owner, Actor.Admin] : [.. Speaking.Where(actor => actor != Actor.Stranger)]);
        if (channel)
        {
            await DoneAsync(owner, new ClientFrame
            {
                SetPermissions = new() { ConversationId = stage.Id, Account = stage.AccountOf(Actor.Muted), Granted = (uint)Permission.Send },
            });
        }
        else
        {
            await stage.AskPollsAsync();
        }

        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        await Task.WhenAll(
            DoneAsync(owner, new ClientFrame { CreateInvite = new() { ConversationId = stage.Id, Secret = LinkSecret } }),
            DoneAsync(owner, new ClientFrame { MuteMember = new() { ConversationId = stage.Id, Account = stage.AccountOf(Actor.Muted), UntilMs = tomorrow } }),
            DoneAsync(owner, new ClientFrame { BanAccount = new() { ConversationId = stage.Id, Account = stage.AccountOf(Actor.Banned) } }),
            DoneAsync(owner, new ClientFrame { RemoveMember = new() { ConversationId = stage.Id, Account = stage.AccountOf(Actor.ExMember) } }));
        stage.Link = ByteString.CopyFrom([.. stage.Id.Span, .. LinkSecret.Span]);
        return stage;
    }

    private Task<ServerFrame[]> RolesAsync(RawClient owner, MatrixStage stage)
    {
        (RawSession Who, Role Role)[] roles = [(Sessions[Actor.Admin], Role.Admin), (SecondAdmin, Role.Admin), (Sessions[Actor.Moderator], Role.Moderator)];
        return Task.WhenAll(roles.Select(one => DoneAsync(owner, new ClientFrame
        {
            SetRole = new() { ConversationId = stage.Id, Account = one.Who.Account.ToByteString(), Role = one.Role },
        })));
    }

    /// <summary>A direct conversation of owner and member, with a message of each. There is one only, so it may go on from before.</summary>
    public async Task<MatrixStage> DirectAsync()
    {
        var (owner, member) = (Sessions[Actor.Owner].Account, Sessions[Actor.Member].Account);
        var stage = new MatrixStage(this, ConversationKind.Direct, DirectConversation.Id(owner, member, Encryption.None), _ids.NewId<ConversationId>());
        foreach (var (side, other) in new[] { (Actor.Owner, member), (Actor.Member, owner) })
        {
            var state = await DoneAsync(await ClientAsync(side), new ClientFrame { CreateDirect = new CreateDirect { AccountId = other.ToByteString() } });
            stage.GoOnAfter(side, state.Conversation.LastSendNumber);
        }

        await stage.SpeakAsync(Actor.Owner, Actor.Member);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        await (_bystanders?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>Those that can be connected.</summary>
    public static IReadOnlyList<Actor> Connected => Speaking;

    private static async Task<ServerFrame> DoneAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        return answer.BodyCase == ServerFrame.BodyOneofCase.Error
            ? throw new InvalidOperationException($"Setting the stage: {request.RequestCase} was refused: {answer.Error}")
            : answer;
    }
}
