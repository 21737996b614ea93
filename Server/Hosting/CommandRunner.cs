using System.Runtime.InteropServices;
using FastChat.Storage;

namespace FastChat.Server.Hosting;

/// <summary>Carries out what the command line asks for.</summary>
internal static class CommandRunner
{
    public const int Succeeded = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;

    private const string Help = """
        FastChat server

          fastchat                  run (the default)
          fastchat backup DIR       copy the database, keys and media into the new directory DIR, also while the server runs
          fastchat restore DIR      put a backup into the empty data directory
          fastchat verify           read everything and check every seal
          fastchat purge            leave nothing of deleted and expired messages in the database's files
          fastchat keys rotate      wrap all data keys under a fresh key-encryption key
          fastchat search rebuild   make the search index of every conversation anew
          fastchat search verify    compare every search index with its conversation
          fastchat admin            what administrators do to a running server; `fastchat admin` lists it

        Options: --DataDirectory PATH, --KeyFile PATH, --BindAddress IP, --TcpPort N, --HttpPort N, --CertificatePath FILE,
        --CertificateKeyPath FILE, --AllowPlaintextRemote true, ... They can be set as environment variables too
        (FASTCHAT__HTTPPORT=8080) or in appsettings.json (section FastChat). docs/OPERATIONS.md lists all of them.

        """;

    /// <summary>Runs one command to its end; the exit code is 0 only if it succeeded.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            var line = CommandLine.Parse(arguments);
            switch (line.Command, line.Arguments.Count)
            {
                case ("help", _):
                    await output.WriteAsync(Help);
                    return Succeeded;
                case ("run", 0):
                    return await RunServerAsync(line, output);
                case ("backup", 1):
                    var target = Path.GetFullPath(line.Arguments[0]);
                    await output.WriteLineAsync(await MaintainAsync(
                        line, $"{AdminApi.BackupPath}?{AdminApi.DirectoryParameter}={Uri.EscapeDataString(target)}", work => work.Backup(target)));
                    return Succeeded;
                case ("verify", 0):
                    await output.WriteLineAsync(await MaintainAsync(line, AdminApi.VerifyPath, work => work.Verify()));
                    return Succeeded;
                case ("purge", 0):
                    await output.WriteLineAsync(await MaintainAsync(line, AdminApi.PurgePath, work => work.Purge()));
                    return Succeeded;
                case ("keys", 1) when line.Arguments[0] == "rotate":
                    await output.WriteLineAsync(await MaintainAsync(line, AdminApi.RotatePath, work => work.RotateKeys()));
                    return Succeeded;
                case ("search", 1) when line.Arguments[0] == "rebuild":
                    await output.WriteLineAsync(await MaintainAsync(line, AdminApi.RebuildSearchPath, work => work.RebuildSearch()));
                    return Succeeded;
                case ("search", 1) when line.Arguments[0] == "verify":
                    await output.WriteLineAsync(await MaintainAsync(line, AdminApi.VerifySearchPath, work => work.VerifySearch()));
                    return Succeeded;
                case ("restore", 1):
                    await output.WriteLineAsync(Restore(OptionsReader.Read(line), Path.GetFullPath(line.Arguments[0])));
                    return Succeeded;
                case ("admin", 0):
                    await output.WriteAsync(AdminCommands.Help);
                    return Succeeded;
                case ("admin", _) when await AdminCommands.TryRunAsync(line.Arguments, () => OptionsReader.Read(line).DataDirectory, output):
                    return Succeeded;
                default:
                    await errors.WriteLineAsync($"Unknown command or wrong number of arguments: {string.Join(' ', arguments)}");
                    await errors.WriteAsync(Help);
                    return WrongUse;
            }
        }
        catch (ServerOptionsException wrong)
        {
            foreach (var mistake in wrong.Mistakes) await errors.WriteLineAsync(mistake);
            return WrongUse;
        }
#pragma warning disable CA1031 // The process's edge: every failure becomes a sentence and an exit code.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await errors.WriteLineAsync($"{failure.GetType().Name}: {failure.Message}");
            return Failed;
        }
    }

    /// <summary>By the server that runs, or else on the database itself.</summary>
    private static async Task<string> MaintainAsync(CommandLine line, string path, Func<Maintenance, string> work)
    {
        var options = OptionsReader.Read(line);
        if (await AdminClient.TryAskAsync(options.DataDirectory, path) is { } said) return said;
        // Opening would make an empty database, and all would be well with it.
        if (!Directory.Exists(options.DataDirectory)) throw new DirectoryNotFoundException($"There is no data directory {options.DataDirectory}.");
        using var database = ChatDatabase.Open(CompositionParts.Storage(options), TimeProvider.System);
        return work(new Maintenance(database));
    }

    private static string Restore(ServerOptions options, string backup)
    {
        if (!Directory.Exists(backup)) throw new DirectoryNotFoundException($"There is no backup {backup}.");
        ChatDatabase.Restore(backup, CompositionParts.Storage(options), TimeProvider.System);
        return $"Restored into {options.DataDirectory}. `verify` checks it; then start the server.";
    }

    private static async Task<int> RunServerAsync(CommandLine line, TextWriter output)
    {
        var options = OptionsReader.Read(line);
        var configuration = OptionsReader.Configuration(line, watches: true);
        using var logs = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            // It logs no warning of its own, and while it is on every request carries an activity; a WebSocket's for its whole life.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole(console => console.SingleLine = true));
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var server = await FastChatServer.StartAsync(options, null, logs, read: () => OptionsReader.Read(line));
        using var watch = new OptionsWatch(configuration, server.Services.GetRequiredService<OptionsReload>());
        await output.WriteAsync(Greeting(server));
        await output.FlushAsync();
        await stop.Task;
        await output.WriteLineAsync("Stopping.");
        return Succeeded;
    }

    private static string Greeting(FastChatServer server) => $"""
        FastChat is running. Data: {server.Options.DataDirectory}
          Key                 {KeyPlace(server.Options)}
                              Back it up, apart from the data: without it nothing can be read.
          HTTP and WebSocket  {Show(server.HttpAddress)}, HTTPS {Show(server.HttpsAddress)}
          TCP                 {Show(server.TcpEndPoint)}, TLS {Show(server.TlsEndPoint)}
          Reference           {server.HttpAddress ?? server.HttpsAddress}docs

        Try it in two more terminals:
          dotnet run -c Release --project Samples/Terminal -- --server {server.HttpAddress ?? server.HttpsAddress} --register --handle ada
          dotnet run -c Release --project Samples/Terminal -- --server {server.HttpAddress ?? server.HttpsAddress} --register --handle grace

        Ctrl+C stops it.

        """;

    private static string KeyPlace(ServerOptions options) =>
        options.KeyText is null ? options.KeyFile ?? StorageOptions.DefaultKeyFile : "given as text (FASTCHAT_KEY)";

    private static string Show(object? address) => address?.ToString() ?? "off";
}
