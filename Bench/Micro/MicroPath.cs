using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using FastChat.Server.Hosting;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Commit;
using FastChat.Storage.Media;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Bench.Micro;

/// <summary>The stages from handler to outbound queue over a real database, without sockets.</summary>
internal sealed class MicroPath : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly ChatDatabase _database;
    private readonly ServiceProvider _services;

    public MicroPath(bool durable)
    {
        _database = Open(_directory);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton<IIdSource>(_ids).AddSingleton(_database);
        services.AddSingleton<IMediaReferences, NoMedia>();
        services.AddSingleton<PresenceBoard>().AddSingleton<IPresenceStore, NobodySeen>();
        services.AddMessagePath(ServerOptions.Ephemeral() with { ShardLoops = 1 });
        if (!durable)
            services.AddSingleton<ICommitLog, InMemoryCommitLog>();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<ShardRouter>().Start();
        Pipeline = _services.GetRequiredService<IRequestPipeline>();
    }

    public IRequestPipeline Pipeline { get; }

    public static ChatDatabase Open(TemporaryDirectory directory) => ChatDatabase.Open(
        new StorageOptions { DataDirectory = directory.Below("data"), KeyFile = directory.Below("key") }, TimeProvider.System);

    /// <summary>A new account's device, alone in a conversation of its own.</summary>
    public async Task<MicroSender> SenderAsync(int entries)
    {
        var account = _ids.NewId<AccountId>();
        await _services.GetRequiredService<RecordWriter>().RunAsync(account.Shard(), account.Value, batch =>
        {
            var key = _database.Keys.Create(batch, account);
            _database.Accounts.Put(batch, account, key, new AccountRecord("micro", "micro", "", MediaId.None, 0));
            return true;
        });
        var conversation = _ids.NewId<ConversationId>();
        var sender = new MicroSender(account, _ids.NewId<DeviceId>(), conversation, entries);
        sender.Caller.TryBegin();
        Pipeline.Dispatch(sender.Caller, new ClientFrame
        {
            RequestId = 1,
            CreateGroup = new CreateGroup { ConversationId = conversation.ToByteString(), Title = "micro" },
        });
        while (sender.Caller.InFlight > 0)
            await Task.Yield();
        return sender;
    }

    public void Dispose()
    {
        _services.Dispose();
        _database.Dispose();
        _directory.Dispose();
    }

    private sealed class NoMedia : IMediaReferences
    {
        public bool TryResolve(
            AccountId caller, IReadOnlyList<MediaId> media, ConversationId conversation, out MediaReferenceRecord[] references)
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
