using System.Net;
using System.Net.Sockets;
using FastChat.Server.Hosting;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Support;

/// <summary>
/// The real server in this process, on free ports and in a directory of its own that is gone afterwards. What it logged as
/// an error fails the test that disposes of it, unless the test cleared <see cref="Errors"/>.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly Action<IServiceCollection>? _configure;
    private readonly TimeProvider? _time;
    private readonly ILoggerFactory _logs;
    private readonly List<Socket> _keptPorts = [];
    private ServerOptions _options;

    private TestServer(
        string directory, ServerOptions options, Action<IServiceCollection>? configure, TimeProvider? time, ILoggerProvider? log)
    {
        (_directory, _options, _configure, _time) = (directory, options, configure, time);
        _logs = LoggerFactory.Create(logging =>
        {
            logging.AddProvider(Errors);
            if (log is not null) logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        });
    }

    /// <summary>The running server.</summary>
    public FastChatServer Server { get; private set; } = null!;

    public LoggedErrors Errors { get; } = new();

    /// <summary>Speaks to the HTTP API; relative addresses such as "v1/accounts".</summary>
    public HttpClient Http { get; private set; } = null!;

    public RawAccounts Accounts => new(Http);

    public IPEndPoint Tcp => Server.TcpEndPoint!;

    public Uri WebSocket => new UriBuilder(Server.HttpAddress!) { Scheme = "ws", Path = "/v1/ws" }.Uri;

    /// <param name="change">Changes the options, which start from <see cref="ServerOptions.Ephemeral"/>.</param>
    /// <param name="configure">Replaces parts.</param>
    /// <param name="time">The clock; null: the real one.</param>
    /// <param name="log">Gets everything that is logged.</param>
    public static async Task<TestServer> StartAsync(
        Func<ServerOptions, ServerOptions>? change = null,
        Action<IServiceCollection>? configure = null,
        TimeProvider? time = null,
        ILoggerProvider? log = null)
    {
        var directory = Directory.CreateTempSubdirectory("fastchat-test-").FullName;
        var options = ServerOptions.Ephemeral(directory);
        var server = new TestServer(directory, change?.Invoke(options) ?? options, configure, time, log);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A path in the test's own directory, for a client's store.</summary>
    public string NewPath(string name) => Path.Combine(_directory, name);

    /// <summary>A new account and its first device.</summary>
    public Task<RawSession> RegisterAsync(string handle) => Accounts.RegisterAsync(handle);

    /// <summary>A connection over TCP that has said Hello.</summary>
    public Task<RawClient> ConnectAsync(RawSession session) => RawClient.ConnectAsync(Tcp, session);

    /// <summary>Stops gracefully; the directory and the ports stay.</summary>
    public async Task StopAsync()
    {
        await EndAsync();
        KeepPort(_options.TcpPort);
        KeepPort(_options.HttpPort);
    }

    /// <summary>Starts on what <see cref="StopAsync"/> left, under the same ports.</summary>
    public async Task StartAgainAsync()
    {
        Server = await FastChatServer.StartAsync(_options, _configure, _logs, _time);
        _options = _options with { TcpPort = Server.TcpEndPoint?.Port ?? ServerOptions.Off, HttpPort = Server.HttpAddress?.Port ?? ServerOptions.Off };
        Http = new HttpClient { BaseAddress = Server.HttpAddress };
        FreePorts();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        FreePorts();
        _logs.Dispose();
        Directory.Delete(_directory, recursive: true);
        if (Errors.Entries.Count > 0)
        {
            Assert.Fail($"The server logged errors:\n{string.Join('\n', Errors.Entries)}");
        }
    }

    private async Task EndAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Nobody who asks for any free port gets it meanwhile: it is bound, but not listened on, beside which Linux lets the server bind it.</summary>
    private void KeepPort(int port)
    {
        if (port == ServerOptions.Off || !OperatingSystem.IsLinux()) return;
        var kept = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _keptPorts.Add(kept);
        kept.Bind(new IPEndPoint(IPAddress.Loopback, port));
    }

    private void FreePorts()
    {
        _keptPorts.ForEach(kept => kept.Dispose());
        _keptPorts.Clear();
    }
}
