using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Server.Hosting;

/// <summary>The commands, against a running server and without one.</summary>
public sealed class AdminTests
{
    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("fastchat-admin-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_running_server_is_backed_up_verified_and_restored()
    {
        await using var server = await TestServer.StartAsync();
        var options = server.Server.Options;
        var session = await server.RegisterAsync("ada");
        using var upload = await server.Accounts.SendAsync(HttpMethod.Post, "v1/media", session.AccessToken, new ByteArrayContent([1, 2, 3]));
        Assert.That(upload.IsSuccessStatusCode, Is.True);
        Assert.That(await RunAsync(options, "verify"), Does.StartWith("All is well").And.Contains("1 media files"));
        var backup = Path.Combine(_directory, "backup");
        Assert.That(await RunAsync(options, "backup", backup), Does.Contain(backup));
        await server.RegisterAsync("grace");

        var restored = options with { DataDirectory = Path.Combine(_directory, "restored") };
        await RunAsync(restored, "restore", backup);
        Assert.That(await RunAsync(restored, "verify"), Does.StartWith("All is well"));
        await using var second = await FastChatServer.StartAsync(restored with { TcpPort = 0, HttpPort = 0 });
        using var http = new HttpClient { BaseAddress = second.HttpAddress };
        Assert.That((await new RawAccounts(http).SignInAsync("ada")).Account, Is.EqualTo(session.Account));
        Assert.ThrowsAsync<InvalidOperationException>(() => new RawAccounts(http).SignInAsync("grace"));
    }

    [Test]
    public async Task Keys_are_rotated_while_the_server_runs_and_when_it_does_not()
    {
        await using var server = await TestServer.StartAsync();
        var options = server.Server.Options;
        await server.RegisterAsync("ada");
        var first = await File.ReadAllTextAsync(options.KeyFile!);
        await RunAsync(options, "keys", "rotate");
        var second = await File.ReadAllTextAsync(options.KeyFile!);
        Assert.That(second, Is.Not.EqualTo(first));
        await server.RegisterAsync("grace");
        await server.StopAsync();
        await RunAsync(options, "keys", "rotate");
        Assert.That(await File.ReadAllTextAsync(options.KeyFile!), Is.Not.EqualTo(second));
        await server.StartAgainAsync();
        await server.Accounts.SignInAsync("ada");
        await server.Accounts.SignInAsync("grace");
    }

    [Test]
    public async Task Search_indexes_are_rebuilt_and_verified_while_the_server_runs_and_when_it_does_not()
    {
        await using var server = await TestServer.StartAsync();
        var options = server.Server.Options;
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await using (var client = await server.ConnectAsync(ada))
        {
            await client.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = grace.Account.ToByteString() } });
            var id = DirectConversation.Id(ada.Account, grace.Account, Encryption.None);
            await client.SendAsync(id, 1, [.. Enumerable.Range(0, 100).Select(i => RawEntries.Text($"word {i}"))]);
        }

        for (var again = 0; again < 2; again++)
        {
            Assert.That(await RunAsync(options, "search", "rebuild"), Does.Contain("of 1 conversations"));
            Assert.That(await RunAsync(options, "search", "verify"), Does.Contain("of 1 conversations are what their logs make"));
            if (again == 0) await server.StopAsync();
        }

        await server.StartAgainAsync();
    }

    [Test]
    public async Task A_command_that_the_server_cannot_do_fails_with_its_reason()
    {
        await using var server = await TestServer.StartAsync();
        var taken = Path.Combine(_directory, "taken");
        Directory.CreateDirectory(taken);
        await File.WriteAllTextAsync(Path.Combine(taken, "file"), "x");
        var (code, _, errors) = await ExecuteAsync(server.Server.Options, "backup", taken);
        Assert.That(code, Is.EqualTo(CommandRunner.Failed));
        Assert.That(errors, Does.Contain("not empty"));
        Assert.That(server.Errors.Entries, Is.Empty, "a refusal is no error of the server's");
        Assert.That((await ExecuteAsync(server.Server.Options, "restore", taken)).Code, Is.EqualTo(CommandRunner.Failed));
    }

    [Test]
    public async Task The_socket_is_its_owners_alone_and_its_paths_are_not_public()
    {
        await using var server = await TestServer.StartAsync();
        var socket = AdminConnection.PathOf(server.Server.Options.DataDirectory);
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(socket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(File.GetUnixFileMode(server.Server.Options.DataDirectory), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        foreach (var path in new[] { "backup?directory=/tmp/x", "verify", "keys/rotate", "search/rebuild" })
        {
            using var response = await server.Http.PostAsync(path, null);
            Assert.That((int)response.StatusCode, Is.EqualTo(404), path);
        }

        // And the other way round: through the socket there are commands and nothing else.
        Assert.ThrowsAsync<InvalidOperationException>(() => AdminClient.TryAskAsync(server.Server.Options.DataDirectory, "/healthz"));
    }

    [Test]
    public async Task A_socket_that_a_killed_server_left_is_no_server()
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(AdminConnection.PathOf(_directory)));
        Assert.That(await AdminClient.TryAskAsync(_directory, AdminApi.VerifyPath), Is.Null);
        socket.Dispose();
        Assert.That(await AdminClient.TryAskAsync(_directory, AdminApi.VerifyPath), Is.Null);
    }

    [TestCase(AdminConnection.PathBytesMax, false)]
    [TestCase(AdminConnection.PathBytesMax + 1, true)]
    public async Task A_path_too_long_for_a_socket_is_told_when_the_server_starts(int bytes, bool isTold)
    {
        var name = new string('d', bytes - Path.Combine(_directory, "x", AdminConnection.SocketName).Length + 1);
        var options = ServerOptions.Ephemeral(_directory) with { DataDirectory = Path.Combine(_directory, name) };
        using var logged = new LoggedErrors(LogLevel.Warning);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(logged));
        await using var server = await FastChatServer.StartAsync(options, logs);
        Assert.That(File.Exists(AdminConnection.PathOf(options.DataDirectory)), Is.Not.EqualTo(isTold));
        Assert.That(string.Concat(logged.Entries).Contains("too long for a socket", StringComparison.Ordinal), Is.EqualTo(isTold));
        if (isTold)
            Assert.That((await ExecuteAsync(options, "verify")).Code, Is.EqualTo(CommandRunner.Failed), "as it says");
    }

    private static async Task<string> RunAsync(ServerOptions options, params string[] command)
    {
        var (code, output, errors) = await ExecuteAsync(options, command);
        Assert.That(code, Is.Zero, errors);
        return output;
    }

    private static async Task<(int Code, string Output, string Errors)> ExecuteAsync(ServerOptions options, params string[] command)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] arguments = [.. command, "--DataDirectory", options.DataDirectory, "--KeyFile", options.KeyFile!];
        return (await CommandRunner.RunAsync(arguments, output, errors), output.ToString(), errors.ToString());
    }
}
