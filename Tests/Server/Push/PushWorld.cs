using FastChat.Protocol;
using FastChat.Protocol.Push;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Push;

/// <summary>A server, a push service that it calls, and two accounts: Ada writes, Grace is told.</summary>
internal sealed class PushWorld : IAsyncDisposable
{
    private readonly List<RawClient> _clients = [];
    private RawClient _ada = null!;
    private ulong _number;

    private PushWorld(HttpsReceiver receiver) => Receiver = receiver;

    public HttpsReceiver Receiver { get; }

    /// <summary>A directory for files that the options name.</summary>
    public string Files { get; } = Directory.CreateTempSubdirectory("fastchat-push-").FullName;

    public TestServer Server { get; private set; } = null!;

    public ShiftedClock Clock { get; } = new(stands: true);

    public RawSession Ada { get; private set; } = null!;

    public RawSession Grace { get; private set; } = null!;

    public ConversationId Conversation { get; private set; }

    /// <summary>Grace's device's key.</summary>
    public PushKey Key { get; } = PushKey.Create();

    public static async Task<PushWorld> StartAsync(
        Func<PushWorld, PushOptions, PushOptions>? change = null, int keepAliveSeconds = 30, FastChatHooks? hooks = null)
    {
        var world = new PushWorld(await HttpsReceiver.StartAsync());
        var push = new PushOptions { QuietSeconds = 0, IntervalSeconds = 0 };
        push = change?.Invoke(world, push) ?? push;
        world.Server = await TestServer.StartAsync(
            options => options with { Push = push, Outbound = new OutboundOptions { AllowLoopback = true }, KeepAliveSeconds = keepAliveSeconds },
            services =>
            {
                services.AddSingleton(world.Receiver.Trust);
                if (hooks is not null) services.AddHooks(hooks);
            },
            world.Clock);
        world.Ada = await world.Server.RegisterAsync("ada");
        world.Grace = await world.Server.RegisterAsync("grace");
        world._ada = await world.ConnectAsync(world.Ada);
        world.Conversation = await DirectAsync(world._ada, world.Grace.Account);
        return world;
    }

    public async Task<RawClient> ConnectAsync(RawSession session)
    {
        var client = await Server.ConnectAsync(session);
        _clients.Add(client);
        return client;
    }

    /// <summary>Subscribes a device of Grace's, and disconnects it.</summary>
    public async Task<PushState> SubscribeAsync(PushKind kind = PushKind.WebPush, Action<SetPush>? change = null, RawSession? session = null)
    {
        var client = await Server.ConnectAsync(session ?? Grace);
        var answer = await SetAsync(client, kind, change);
        await client.DisposeAsync();
        await LeftAsync(session ?? Grace);
        return answer.PushState ?? throw new InvalidOperationException($"{answer}");
    }

    /// <summary>Waits until the server knows that a device is gone: before, it would give it time.</summary>
    public Task LeftAsync(RawSession session) => Conditions.Until(
        () => Server.Server.Services.Directory().Links(session.Account).All(link => link.Device != session.Device));

    /// <summary>More than access tokens live: Ada goes on from another device.</summary>
    public async Task PassTimeAsync(TimeSpan time)
    {
        Clock.Advance(time);
        _ada = await ConnectAsync(await Server.Accounts.SignInAsync("ada"));
        _number = 0;
    }

    public Task<ServerFrame> SetAsync(RawClient client, PushKind kind, Action<SetPush>? change = null)
    {
        var request = new SetPush
        {
            Kind = kind,
            Endpoint = new Uri(Receiver.Address, "/push/grace").ToString(),
            PublicKey = ByteString.CopyFrom(Key.PublicKey),
            AuthSecret = ByteString.CopyFrom(Key.AuthSecret),
        };
        change?.Invoke(request);
        return client.RequestAsync(new ClientFrame { SetPush = request });
    }

    public async Task<PushState> FetchAsync(RawSession session)
    {
        await using var client = await Server.ConnectAsync(session);
        return (await client.RequestAsync(new ClientFrame { FetchPush = new FetchPush() })).PushState;
    }

    /// <summary>Ada says something; the sequence.</summary>
    public async Task<ulong> SayAsync(string text, EntryFlag flags = EntryFlag.None, ConversationId? where = null)
    {
        var entry = RawEntries.Text(text);
        entry.Flags |= (uint)flags;
        var outcome = (await _ada.SendAsync(where ?? Conversation, where is null ? ++_number : 1, entry))[0];
        Assert.That(outcome.Code, Is.EqualTo(Code.Unspecified));
        return outcome.Sequence;
    }

    /// <summary>Ada deletes what she said for everybody; its content is gone when this returns.</summary>
    public async Task DeleteAsync(ulong sequence)
    {
        Assert.That((await _ada.SendAsync(Conversation, ++_number, RawEntries.Delete(sequence)))[0].Code, Is.EqualTo(Code.Unspecified));
        var history = new FetchHistory { ConversationId = Conversation.ToByteString(), Around = sequence, Limit = 1 };
        await Conditions.UntilAsync(async () => (await _ada.RequestAsync(new ClientFrame { FetchHistory = history.Clone() })).HistoryPage.Blocks
            .SelectMany(block => block.Entries).Any(entry => (entry.Flags & (uint)EntryFlag.Removed) != 0));
    }

    /// <summary>Grace reads up to a sequence on a connection that is gone afterwards.</summary>
    public async Task ReadAsync(RawSession session, ulong sequence)
    {
        await using var client = await Server.ConnectAsync(session);
        var move = new MoveCursor { ConversationId = Conversation.ToByteString(), ReadSequence = sequence };
        Assert.That((await client.RequestAsync(new ClientFrame { MoveCursor = move })).BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Done));
    }

    /// <summary>The next push and the notice in it.</summary>
    public async Task<(HttpsRequest Push, System.Text.Json.JsonElement Notice)> NextAsync()
    {
        var push = await Receiver.NextAsync();
        return (push, Open(push.Body));
    }

    public System.Text.Json.JsonElement Open(byte[] body)
    {
        Assert.That(PushSeal.TryOpen(body, Key, out var notice), "sealed to Grace's device");
        return System.Text.Json.JsonDocument.Parse(notice).RootElement;
    }

    /// <summary>A pass over the feed that began after this call is over: what it could have caused, it has.</summary>
    public async Task PassAsync()
    {
        // A message that is certain to be pushed comes after all others of its kind: one push goes out after the other here.
        var before = Receiver.Count;
        await SayAsync("the end");
        await Conditions.Until(() => Receiver.Count > before);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
        Directory.Delete(Files, recursive: true);
    }

    private static async Task<ConversationId> DirectAsync(RawClient client, AccountId other)
    {
        var answer = await client.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = other.ToByteString() } });
        ConversationId.TryRead(answer.Conversation.ConversationId.Span, out var id);
        return id;
    }
}
