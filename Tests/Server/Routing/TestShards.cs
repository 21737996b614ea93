using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using FastChat.Server.Hosting;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;
using FastChat.Storage.Media;
using FastChat.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Routing;

/// <summary>The stages from handler to outbound queue over a real database, without sockets.</summary>
internal sealed class TestShards : IAsyncDisposable
{
    private readonly TemporaryDatabase _storage = new();
    private readonly Action<IServiceCollection>? _configure;
    private ServiceProvider _services = null!;
    private long _sessions;

    public TestShards(Action<IServiceCollection>? configure = null)
    {
        _configure = configure;
        Start();
    }

    public ChatDatabase Database => _storage.Database;

    public ShardRouter Router => _services.GetRequiredService<ShardRouter>();

    public RecordWriter Records => _services.GetRequiredService<RecordWriter>();

    /// <summary>Of the server that runs now; a restart brings a new one.</summary>
    public FaultyLog Log { get; private set; } = null!;

    public DeviceDirectory Directory => _services.GetRequiredService<DeviceDirectory>();

    private IdSource Ids { get; } = new(TimeProvider.System);

    public async Task<AccountId> AccountAsync(string handle = "somebody")
    {
        var account = Ids.NewId<AccountId>();
        await Records.RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = Database.Keys.Create(batch, account);
            Database.Accounts.Put(batch, account, key, new AccountRecord(handle, handle, "", MediaId.None, 0));
            return true;
        });
        return account;
    }

    /// <summary>A device of a new account, online.</summary>
    public async Task<TestDevice> DeviceAsync() => await ConnectAsync(await AccountAsync(), Ids.NewId<DeviceId>());

    /// <summary>Brings a device online and reads its first sync page.</summary>
    public async Task<TestDevice> ConnectAsync(AccountId account, DeviceId device)
    {
        var pipeline = _services.GetRequiredService<IRequestPipeline>();
        var connected = new TestDevice(pipeline, account, device, Interlocked.Increment(ref _sessions));
        Directory.Register(connected.Caller.Link);
        await pipeline.OpenAsync(connected.Caller, new Hello(), CancellationToken.None);
        return connected;
    }

    /// <summary>The first page that a Hello with this cursor brings.</summary>
    public async Task<SyncPage> OpenAsync(TestDevice device, Google.Protobuf.ByteString cursor) =>
        await _services.GetRequiredService<IRequestPipeline>().OpenAsync(device.Caller, new Hello { Cursor = cursor }, default);

    public Task<TestDevice> ReconnectAsync(TestDevice device) => ConnectAsync(device.Account, device.Caller.Device);

    public void Disconnect(TestDevice device)
    {
        Directory.Remove(device.Caller.Link);
        _services.GetRequiredService<IRequestPipeline>().Closed(device.Caller);
    }

    public static async Task<ConversationId> DirectAsync(TestDevice one, TestDevice other)
    {
        var request = new CreateDirect { AccountId = other.Account.ToByteString() };
        var state = (await one.AskAsync(new ClientFrame { CreateDirect = request })).Conversation;
        ConversationId.TryRead(state.ConversationId.Span, out var id);
        await one.BlockAsync();
        await other.BlockAsync();
        return id;
    }

    public async Task<ConversationId> GroupAsync(TestDevice owner, params TestDevice[] members)
    {
        var id = Ids.NewId<ConversationId>();
        var request = new CreateGroup { ConversationId = id.ToByteString(), Title = "A group" };
        request.Members.AddRange(members.Select(member => member.Account.ToByteString()));
        var answer = await owner.AskAsync(new ClientFrame { CreateGroup = request });
        Assert.That(answer.Error, Is.Null);
        foreach (var device in members.Prepend(owner))
        {
            await device.BlockAsync();
        }

        return id;
    }

    /// <summary>Stops the loops and the database, and starts them again from disk.</summary>
    public async Task RestartAsync()
    {
        await _services.DisposeAsync();
        _storage.Reopen();
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _storage.Dispose();
    }

    private void Start()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton<IIdSource>(Ids);
        services.AddSingleton<IMediaReferences, NoMedia>();
        services.AddSingleton<PresenceBoard>().AddSingleton<IPresenceStore, NobodySeen>();
        services.AddSingleton(_ => _storage.Database);
        services.AddMessagePath(ServerOptions.Ephemeral() with { ShardLoops = 2 });
        services.AddSingleton<ICommitLog>(Log = new FaultyLog(_storage.Database.Commits));
        _configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        Router.Start();
    }

    private sealed class NoMedia : IMediaReferences
    {
        public bool TryResolve(
            AccountId caller,
            IReadOnlyList<MediaId> media,
            ConversationId conversation,
            out MediaReferenceRecord[] references)
        {
            references = [];
            return media.Count == 0;
        }
    }

    private sealed class NobodySeen : IPresenceStore
    {
        public long LastSeenMs(AccountId account) => 0;

        public void Seen(AccountId account, DeviceId device, long unixMs)
        {
        }
    }
}
