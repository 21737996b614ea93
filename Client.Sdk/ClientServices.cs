using FastChat.Client.Accounts;
using FastChat.Client.Connections;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastChat.Client;

/// <summary>What a client has before anybody is signed in: where things are, HTTP, the event queue. Thread-safe; no I/O when made.</summary>
internal sealed class ClientServices : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Pooled connections are renewed this often, so that a moved server is found again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly ServerAddress _address;
    private readonly HttpMessageInvoker _invoker;

    public ClientServices(ChatClientOptions options, SynchronizationContext? capturedContext)
    {
        Options = options;
        _address = ServerAddress.Read(options);
        Logs = options.Logs ?? NullLoggerFactory.Instance;
        Events = new EventQueue(options.EventContext ?? capturedContext, Logs.CreateLogger<ChatClient>());
        StorePath = Path.GetFullPath(options.StorePath ?? DefaultStorePath(_address));
        Key = options.StoreKey ?? new FileStoreKeyProvider();
        var handler = options.Http ?? OwnHandler(options);
        _invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        Http = new HttpApi(handler, ownsHandler: options.Http is null, _address.Http, options.Time);
        AccountApi = new AccountApi(Http);
    }

    public ChatClientOptions Options { get; }

    public ILoggerFactory Logs { get; }

    public EventQueue Events { get; }

    public HttpApi Http { get; }

    public Uri HttpAddress => _address.Http;

    public AccountApi AccountApi { get; }

    public string StorePath { get; }

    public IStoreKeyProvider Key { get; }

    public string StagingFolder => StorePath + ".media";

    public string DeviceName => Options.DeviceName ?? Environment.MachineName;

    public IEndpointSource Endpoints() =>
        _address.IsDiscovered ? new WellKnownEndpoints(_address.Http, _invoker) : new FixedEndpoint(_address.Server);

    public EngineOptions EngineOptions() => new()
    {
        Connect = Options.Connect,
        CertificatePins = Options.CertificatePins,
        Time = Options.Time,
        Logs = Logs,
    };

    public Task<LocalStore> OpenStoreAsync(CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(StorePath) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        var options = new LocalStoreOptions(StorePath) { Key = Key, Time = Options.Time, Logs = Logs };
        return LocalStore.OpenAsync(options, cancellationToken);
    }

    /// <summary>Deletes the closed store, its staged files and its key: nothing of it can be read again.</summary>
    public async Task EraseStoreAsync(CancellationToken cancellationToken)
    {
        await Key.EraseKeyAsync(StorePath, cancellationToken).ConfigureAwait(false);
        foreach (var suffix in (string[])["", "-wal", "-shm", ".lock"])
            File.Delete(StorePath + suffix);
        if (Directory.Exists(StagingFolder))
            Directory.Delete(StagingFolder, recursive: true);
    }

    public void Dispose()
    {
        _invoker.Dispose();
        Http.Dispose();
    }

    private static SocketsHttpHandler OwnHandler(ChatClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = CertificatePinning.Callback(options.CertificatePins);
        return handler;
    }

    // Not below "fastchat": that is the server's data directory by default.
    private static string DefaultStorePath(ServerAddress address)
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "fastchat-client", address.StoreName + ".db")
            : throw new InvalidOperationException("This system has no folder for application data: set ChatClientOptions.StorePath.");
    }
}
