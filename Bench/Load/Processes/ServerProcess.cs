using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using FastChat.Bench.Load.Targets;

namespace FastChat.Bench.Load.Processes;

/// <summary>
/// A FastChat server as a process of its own, from the Server.dll that was built beside this one, on free loopback ports.
/// It is always ended by its process id.
/// </summary>
internal sealed class ServerProcess : ITargetProcess, IAsyncDisposable
{
    public static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);
    private const int OutputCharactersMax = 64 * 1024;
    private readonly Process _process;
    private bool _disposed;
    private readonly StringBuilder _output = new(); // written by the two readers of the process's output, under its own lock

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public RemoteAddress Address(TransportKind transport) => transport switch
    {
        TransportKind.Tcp => new RemoteAddress(transport, TcpEndPoint.Address.ToString(), TcpEndPoint.Port),
        TransportKind.Ws => new RemoteAddress(transport, Http.Host, Http.Port),
        _ => throw new IOException("the server that a run starts has no certificate: use tcp or ws, or --target"),
    };

    public static string ServerDll => Path.Combine(AppContext.BaseDirectory, "FastChat.Server.dll");

    public IPEndPoint TcpEndPoint { get; private set; } = new(IPAddress.None, 0);

    public Uri Http { get; private set; } = new("http://none");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>From starting the process to the first answer of /readyz.</summary>
    public TimeSpan StartUp { get; private set; }

    /// <summary>The first of what the server wrote, for reports of failures.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<ServerProcess> StartAsync(ServerSettings settings, CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = settings.WorkingDirectory ?? AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(ServerDll);
        settings.WriteTo(start.Environment);
        File.Delete(settings.PortFile);
        var watch = Stopwatch.StartNew();
        var server = new ServerProcess(Process.Start(start)!);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            await server.AwaitReadyAsync(settings.PortFile, cancellation);
            server.StartUp = watch.Elapsed;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing of the process runs after this.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and SIGKILL when that does not end it in time. Returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
        using var late = new CancellationTokenSource(ExitWithin);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
        return _process.ExitCode;
    }

    /// <summary>Kills it, if that has not been done. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await KillAsync();
        _process.Dispose();
    }

    private async Task AwaitReadyAsync(string portFile, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ReadyWithin);
        try
        {
            using (var looks = new PeriodicTimer(LookEvery))
            {
                while (!File.Exists(portFile) && !_process.HasExited)
                    await looks.WaitForNextTickAsync(limit.Token);
            }
            if (_process.HasExited)
                throw new IOException($"the server ended with exit code {_process.ExitCode}:\n{Output}");
            using var ports = JsonDocument.Parse(await File.ReadAllTextAsync(portFile, limit.Token));
            TcpEndPoint = IPEndPoint.Parse(ports.RootElement.GetProperty("tcp").GetString()!);
            Http = new Uri(ports.RootElement.GetProperty("http").GetString()!);
            using var client = new HttpClient { BaseAddress = Http };
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), limit.Token);
            answer.EnsureSuccessStatusCode();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the server was not ready within {ReadyWithin}:\n{Output}");
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (_output.Length < OutputCharactersMax)
                _output.AppendLine(line);
        }
    }
}
