using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;

namespace FastChat.Bench.Load.Targets;

/// <summary>The servers that a run can start by name, and how it reaches those that run already.</summary>
internal static class TargetTable
{
    private const int DefaultHttpPort = 8080;

    /// <summary>By the name that `--target` gives.</summary>
    public static IReadOnlyDictionary<string, Func<LoadArguments, CancellationToken, Task<LoadTarget>>> Own { get; } =
        new Dictionary<string, Func<LoadArguments, CancellationToken, Task<LoadTarget>>>
        {
            ["fastchat"] = StartAsync,
        };

    public static Task<LoadTarget> OpenAsync(LoadArguments arguments, CancellationToken cancellation) => arguments.Remote is { } remote
        ? Task.FromResult(Reach(arguments, remote))
        : Own[arguments.Target](arguments, cancellation);

    /// <summary>A server that runs already, which somebody else ends.</summary>
    public static LoadTarget Of(string name, ServerProcess server)
    {
        var http = new ServerHttp(server.Http);
        return new LoadTarget
        {
            Name = name,
            Dialect = new FastChatDialect(server.TcpEndPoint),
            Accounts = new SeededAccounts(http),
            Process = server,
            Metrics = http,
        };
    }

    private static async Task<LoadTarget> StartAsync(LoadArguments arguments, CancellationToken cancellation)
    {
        var directory = new TemporaryDirectory();
        try
        {
            var server = await ServerProcess.StartAsync(directory.Server, cancellation);
            var http = new ServerHttp(server.Http);
            return new LoadTarget
            {
                Name = arguments.Target,
                Dialect = new FastChatDialect(server.TcpEndPoint),
                Accounts = new SeededAccounts(http),
                Process = server,
                Metrics = http,
                Owned = [server, directory],
            };
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static LoadTarget Reach(LoadArguments arguments, RemoteAddress remote)
    {
        var http = new ServerHttp(arguments.Http ?? new Uri($"http://{remote.Host}:{DefaultHttpPort}"));
        return new LoadTarget
        {
            Name = arguments.Target,
            Dialect = new FastChatDialect(remote.EndPoint),
            Accounts = new SeededAccounts(http),
            Metrics = http,
        };
    }
}
