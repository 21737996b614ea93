using System.Net;
using System.Net.Sockets;

namespace FastChat.Server.Hosting;

/// <summary>
/// A whole server in this process: storage, shards and listeners. One data directory belongs to one of them at a time.
/// Several may run side by side (tests do). Disposing stops accepting, closes connections, and syncs and closes storage.
/// </summary>
public sealed class FastChatServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Listeners _listeners;

    private FastChatServer(ServerOptions options, WebApplication application, Listeners listeners)
    {
        Options = options;
        _application = application;
        _listeners = listeners;
    }

    /// <summary>What it was started with.</summary>
    public ServerOptions Options { get; }

    /// <summary>Where plain TCP is accepted; null: off.</summary>
    public IPEndPoint? TcpEndPoint => _listeners.Tcp?.IPEndPoint;

    /// <summary>Where TLS is accepted; null: off.</summary>
    public IPEndPoint? TlsEndPoint => _listeners.Tls?.IPEndPoint;

    /// <summary>The address of the HTTP API; null: off.</summary>
    public Uri? HttpAddress => Listeners.AddressOf(_listeners.Http, "http");

    /// <summary>The address of the HTTP API over TLS; null: off.</summary>
    public Uri? HttpsAddress => Listeners.AddressOf(_listeners.Https, "https");

    /// <summary>The address of the admin API where it has a port of its own; null: it is served beside the rest.</summary>
    public Uri? AdminAddress => Listeners.AddressOf(
        _listeners.Admin, IPAddress.IsLoopback(IPAddress.Parse(Options.AdminBindAddress)) ? "http" : "https");

    internal IServiceProvider Services => _application.Services;

    /// <summary>Checks the options, opens storage and listens. Afterwards the addresses are known.</summary>
    /// <exception cref="ServerOptionsException">The options do not fit.</exception>
    /// <exception cref="IOException">An address is taken by another program, or cannot be listened on.</exception>
    public static Task<FastChatServer> StartAsync(
        ServerOptions? options = null, ILoggerFactory? logs = null, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        StartAsync(options, (Action<IServiceCollection>?)null, logs, time, cancellationToken: cancellationToken);

    /// <summary>The same, with what the host does itself.</summary>
    /// <exception cref="ServerOptionsException">The options do not fit.</exception>
    /// <exception cref="IOException">An address is taken by another program, or cannot be listened on.</exception>
    public static Task<FastChatServer> StartAsync(
        ServerOptions? options,
        FastChatHooks hooks,
        ILoggerFactory? logs = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        return StartAsync(options, services => services.AddHooks(hooks), logs, time, cancellationToken: cancellationToken);
    }

    /// <summary>Starts with parts replaced: <paramref name="configure"/> runs after our own registrations, so its ones win.</summary>
    internal static async Task<FastChatServer> StartAsync(
        ServerOptions? options,
        Action<IServiceCollection>? configure,
        ILoggerFactory? logs = null,
        TimeProvider? time = null,
        Func<ServerOptions>? read = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ServerOptions();
        var mistakes = ServerOptionsRules.Check(options);
        if (mistakes.Count > 0) throw new ServerOptionsException(mistakes);

        var listeners = new Listeners();
        var application = Composition.Build(options, new OptionsSource(read), listeners, configure, logs, time ?? TimeProvider.System);
        try
        {
            Composition.Open(application.Services);
            await application.StartAsync(cancellationToken);
            AdminConnection.Protect(options.DataDirectory);
            application.Services.GetRequiredService<AdminApi>().Announce(options.DataDirectory);
            if (options.PortFile is { } file) PortFile.Write(file, listeners);
            return new FastChatServer(options, application, listeners);
        }
        catch (Exception failure)
        {
            await EndAsync(application);
            if (failure is SocketException) throw new IOException($"Cannot listen ({Addresses(options)}): {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>
    /// Puts the limits of new options in force, for what is open as well; docs/OPERATIONS.md says which options these are. What needs a
    /// restart stays as it was, and is logged. Any thread.
    /// </summary>
    /// <param name="options">All options, not only those that change.</param>
    /// <returns>The names of the options that changed.</returns>
    /// <exception cref="ServerOptionsException">They do not fit: the old ones stay in force.</exception>
    public IReadOnlyList<string> Reload(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Services.GetRequiredService<LiveOptions>().Replace(options);
    }

    /// <summary>Stops, and releases everything. May be called twice.</summary>
    public ValueTask DisposeAsync() => EndAsync(_application);

    /// <summary>Stopped first, also after a start that failed: what had begun ends before its parts are gone, and is not taken for a fault.</summary>
    private static async ValueTask EndAsync(WebApplication application)
    {
        try
        {
            await application.StopAsync(CancellationToken.None);
        }
        finally
        {
            await application.DisposeAsync();
        }
    }

    /// <summary>Where it was to listen: the system does not say which of these it refused.</summary>
    private static string Addresses(ServerOptions options)
    {
        var encrypted = ServerOptionsRules.HasCertificate(options);
        var ports = new[]
        {
            (nameof(options.TcpPort), options.TcpPort),
            (nameof(options.HttpPort), options.HttpPort),
            (nameof(options.TlsPort), encrypted ? options.TlsPort : ServerOptions.Off),
            (nameof(options.HttpsPort), encrypted ? options.HttpsPort : ServerOptions.Off),
            (nameof(options.AdminPort), options.AdminPort),
        };
        var used = ports.Where(port => port.Item2 != ServerOptions.Off).Select(port => $"{port.Item1} {port.Item2}");
        return $"{nameof(options.BindAddress)} {options.BindAddress}, {string.Join(", ", used)}";
    }
}
