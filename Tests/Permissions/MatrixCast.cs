using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Permissions;

/// <summary>Accounts that stand for the actors, signed in and connected once; each cell gets new conversations of theirs.</summary>
internal sealed class MatrixCast : IAsyncDisposable
{
    private static readonly Actor[] Speaking = [Actor.Owner, Actor.Admin, Actor.Member, Actor.ExMember, Actor.Stranger];
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly Dictionary<Actor, RawClient> _clients = [];
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

    /// <summary>A group with a message of each who is or was in it.</summary>
    public async Task<MatrixStage> GroupAsync()
    {
        var stage = new MatrixStage(this, _ids.NewId<ConversationId>(), _ids.NewId<ConversationId>());
        var owner = await ClientAsync(Actor.Owner);
        RawSession[] members = [Sessions[Actor.Admin], Sessions[Actor.Member], Sessions[Actor.ExMember], Bystander, SecondAdmin];
        await DoneAsync(owner, new ClientFrame
        {
            CreateGroup = new CreateGroup
            {
                ConversationId = stage.Id,
                Title = "the stage",
                Members = { members.Select(m => m.Account.ToByteString()) },
            },
        });
        foreach (var admin in new[] { Sessions[Actor.Admin], SecondAdmin })
        {
            await DoneAsync(owner, new ClientFrame
            {
                SetRole = new SetRole { ConversationId = stage.Id, Account = admin.Account.ToByteString(), Role = Role.Admin },
            });
        }

        await stage.SpeakAsync(Actor.Owner, Actor.Admin, Actor.Member, Actor.ExMember);
        await stage.AskPollsAsync();
        await DoneAsync(owner, new ClientFrame
        {
            RemoveMember = new RemoveMember { ConversationId = stage.Id, Account = Sessions[Actor.ExMember].Account.ToByteString() },
        });
        return stage;
    }

    /// <summary>A direct conversation of owner and member, with a message of each. There is one only, so it may go on from before.</summary>
    public async Task<MatrixStage> DirectAsync()
    {
        var (owner, member) = (Sessions[Actor.Owner].Account, Sessions[Actor.Member].Account);
        var stage = new MatrixStage(this, DirectConversation.Id(owner, member, Encryption.None), _ids.NewId<ConversationId>());
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

    /// <summary>The five that can be connected.</summary>
    public static IReadOnlyList<Actor> Connected => Speaking;

    private static async Task<ServerFrame> DoneAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        return answer.BodyCase == ServerFrame.BodyOneofCase.Error
            ? throw new InvalidOperationException($"Setting the stage: {request.RequestCase} was refused: {answer.Error}")
            : answer;
    }
}
