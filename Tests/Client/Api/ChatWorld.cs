using FastChat.Client;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Client.Api;

/// <summary>A real server and clients of it, each with a store of its own in a directory that is gone afterwards.</summary>
internal sealed class ChatWorld : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fastchat-client-").FullName;
    private readonly List<ChatClient> _clients = [];

    private readonly TimeProvider _time;

    private ChatWorld(TestServer server, TimeProvider time) => (Server, _time) = (server, time);

    public TestServer Server { get; }

    public string Address => Server.Server.HttpAddress!.ToString();

    /// <param name="change">Changes the server's options.</param>
    /// <param name="configure">Replaces parts of the server.</param>
    /// <param name="log">Gets everything that the server logs.</param>
    /// <param name="time">The clock of the server and of all clients; null: the real one.</param>
    public static async Task<ChatWorld> StartAsync(
        Func<ServerOptions, ServerOptions>? change = null, Action<IServiceCollection>? configure = null, ILoggerProvider? log = null,
        TimeProvider? time = null) =>
        new(await TestServer.StartAsync(change, configure, time, log), time ?? TimeProvider.System);

    public string PathOf(string store) => Path.Combine(_directory, store + ".db");

    /// <summary>A client that nobody is signed in on.</summary>
    public ChatClient Make(string store, Func<ChatClientOptions, ChatClientOptions>? change = null)
    {
        var options = new ChatClientOptions(Address) { StorePath = PathOf(store), DeviceName = store, Time = _time };
        var client = new ChatClient(change?.Invoke(options) ?? options);
        _clients.Add(client);
        return client;
    }

    /// <summary>A new account, live on its first device.</summary>
    public async Task<ChatClient> RegisterAsync(string handle, Func<ChatClientOptions, ChatClientOptions>? change = null)
    {
        var client = Make(handle, change);
        await client.RegisterAsync(handle, RawAccounts.Password);
        await client.LiveAsync();
        return client;
    }

    /// <summary>Another device of an account, live.</summary>
    public async Task<ChatClient> SignInAsync(string handle, string store)
    {
        var client = Make(store);
        await client.SignInAsync(handle, RawAccounts.Password);
        await client.LiveAsync();
        return client;
    }

    /// <summary>The same store again, as after a restart of the program.</summary>
    public async Task<ChatClient> RestartAsync(ChatClient client, string store)
    {
        await client.DisposeAsync();
        var again = Make(store);
        Assert.That(await again.ResumeAsync(), Is.Not.Null);
        return again;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
