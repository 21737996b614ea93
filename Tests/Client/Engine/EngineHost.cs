using System.Net.Sockets;
using FastChat.Client;
using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Client.Engine;

/// <summary>One device: a store in a directory of its own and an engine on it, which may be stopped and started again.</summary>
internal sealed class EngineHost(TestServer server, RawSession session) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly string _directory = Directory.CreateTempSubdirectory("fastchat-engine-").FullName;

    public LocalStore Store { get; private set; } = null!;

    public ClientEngine Engine { get; private set; } = null!;

    public AccountId Account => session.Account;

    /// <summary>Opens streams instead of plain sockets.</summary>
    public Func<Uri, CancellationToken, Task<Stream>>? Connect { get; set; }

    /// <summary>Where to connect; null: the server's TCP port.</summary>
    public IEndpointSource? Endpoints { get; init; }

    /// <summary>How often a connection was opened.</summary>
    public int Connections { get; private set; }

    private string Path => System.IO.Path.Combine(_directory, "store.db");

    public static async Task<EngineHost> CreateAsync(TestServer server, string handle) =>
        new(server, await server.RegisterAsync(handle));

    /// <summary>Each connection breaks after a random number of bytes. The waits between attempts are cut short.</summary>
    public void CutConnections(int seed, int bytesMin, int bytesMax)
    {
        var random = new Random(seed);
        Connect = async (uri, token) => new CuttingStream(await OpenAsync(uri, token), random.Next(bytesMin, bytesMax));
    }

    public static async Task<Stream> OpenAsync(Uri uri, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(uri.Host, uri.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async Task OpenStoreAsync()
    {
        Store = await LocalStore.OpenAsync(new LocalStoreOptions(Path));
        await Store.WriteSessionAsync(new StoredSession(
            session.Account, session.Device, session.Handle, session.AccessToken,
            DateTimeOffset.FromUnixTimeMilliseconds(session.AccessExpiresMs), session.RefreshToken,
            DateTimeOffset.FromUnixTimeMilliseconds(session.RefreshExpiresMs)));
        var options = new EngineOptions { Connect = Endpoints is null ? ConnectAsync : null };
        var endpoint = Endpoints ?? new FixedEndpoint(new Uri($"tcp://127.0.0.1:{server.Tcp.Port}"));
        Engine = new ClientEngine(Store, new Tokens(session), endpoint, new NoUploads(), options);
        if (Connect is not null)
            Engine.OnStatus(RetryNow);
    }

    public async Task StartAsync()
    {
        if (Store is null)
            await OpenStoreAsync();
        Engine.Start();
        await Engine.WaitForAsync(ConnectionState.Live, default).WaitAsync(Patience);
    }

    public async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        await Store.DisposeAsync();
        Store = null!;
    }

    /// <summary>Copies the closed store away, or back.</summary>
    public void Copy(string from, string to)
    {
        var (source, target) = (System.IO.Path.Combine(_directory, from), System.IO.Path.Combine(_directory, to));
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(target + suffix);
            if (File.Exists(source + suffix))
                File.Copy(source + suffix, target + suffix);
        }

        if (!File.Exists(target + ".key"))
            File.Copy(source + ".key", target + ".key");
    }

    public async Task<ConversationId> CreateGroupAsync(params AccountId[] members)
    {
        var id = _ids.NewId<ConversationId>();
        var request = new CreateGroup { ConversationId = id.ToByteString(), Title = "Engines" };
        request.Members.AddRange(members.Select(member => member.ToByteString()));
        await Engine.RequestAsync(new ClientFrame { CreateGroup = request }, default).WaitAsync(Patience);
        return id;
    }

    public async Task<MessageId> SendAsync(ConversationId id, string text)
    {
        var message = new MessageId(_ids.NewMessageId());
        var entry = new OutgoingEntry
        {
            Kind = FastChat.Protocol.EntryKind.Message,
            MessageId = message.Value,
            Flags = (uint)EntryFlag.CountsAsUnread,
            Content = new MessageContent { Text = text }.ToByteString(),
        };
        return await Engine.EnqueueAsync(new OutgoingDraft(id, message, entry), default);
    }

    public async Task ReactAsync(ConversationId id, ulong target)
    {
        var message = new MessageId(_ids.NewMessageId());
        var entry = new OutgoingEntry
        {
            Kind = FastChat.Protocol.EntryKind.Reaction,
            MessageId = message.Value,
            TargetSequence = target,
            Content = ByteString.CopyFromUtf8("+"),
        };
        await Engine.EnqueueAsync(new OutgoingDraft(id, message, entry), default);
    }

    public async Task SendAsync(ConversationId id, string prefix, int count)
    {
        for (var i = 1; i <= count; i++)
            await SendAsync(id, $"{prefix} {i}");
    }

    public Task FlushAsync() => Engine.FlushAsync(default).WaitAsync(Patience);

    /// <summary>The texts of all messages, read through the endless stream up to a count.</summary>
    public async Task<List<string>> ReadAsync(ConversationId id, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (texts, last) = (new List<string>(), 0L);
        await foreach (var entry in Engine.ReadEntriesAsync(id, 0, patience.Token))
        {
            Assert.That(entry.Sequence, Is.EqualTo(last + 1), "The stream has a gap or a repetition.");
            last = entry.Sequence;
            if (entry.Entry.Kind == FastChat.Protocol.EntryKind.Message)
                texts.Add(MessageContent.Parser.ParseFrom(entry.Entry.Content).Text);
            if (texts.Count == count)
                break;
        }

        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is not null)
            await CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private void RetryNow(ConnectionStatus status)
    {
        if (status.State == ConnectionState.Waiting)
            Engine.RetryNow();
    }

    private async Task<Stream> ConnectAsync(Uri uri, CancellationToken cancellationToken)
    {
        Connections++;
        return await (Connect ?? OpenAsync)(uri, cancellationToken);
    }

    private sealed class Tokens(RawSession session) : ITokenSource
    {
        public ValueTask<AccessToken> GetAccessAsync(bool forceNew, CancellationToken cancellationToken) =>
            new(new AccessToken(session.AccessToken, DateTimeOffset.FromUnixTimeMilliseconds(session.AccessExpiresMs)));
    }

    private sealed class NoUploads : IUploads
    {
        public Task<OutgoingEntry> UploadAsync(OutboxRow row, CancellationToken cancellationToken) => Task.FromResult(row.Entry);
    }
}
