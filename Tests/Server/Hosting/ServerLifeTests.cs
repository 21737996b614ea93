using System.Diagnostics;
using System.Net;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Server.Hosting;

[NonParallelizable]
public sealed class ServerLifeTests
{
    [Test]
    [Category("Long")]
    public async Task A_server_in_a_host_starts_in_under_a_second_once_the_process_is_warm()
    {
        await HostAsync();
        var starts = new TimeSpan[5];
        for (var i = 0; i < starts.Length; i++)
            starts[i] = await HostAsync();
        Array.Sort(starts);
        await TestContext.Out.WriteLineAsync($"embedded start: {string.Join(", ", starts.Select(start => $"{start.TotalMilliseconds:N0}"))} ms");
        Assert.That(starts[starts.Length / 2], Is.LessThan(TimeSpan.FromSeconds(1)), "the median");
    }

    [Test]
    public async Task Several_servers_live_side_by_side_and_know_nothing_of_each_other()
    {
        await using var one = await TestServer.StartAsync();
        await using var other = await TestServer.StartAsync();
        var session = await one.RegisterAsync("ada");
        await other.RegisterAsync("ada");
        using var response = await other.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", session.AccessToken);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_data_directory_belongs_to_one_server_at_a_time()
    {
        await using var server = await TestServer.StartAsync();
        var options = ServerOptions.Ephemeral() with { DataDirectory = server.Server.Options.DataDirectory, KeyFile = server.Server.Options.KeyFile };
        Assert.That(async () => await FastChatServer.StartAsync(options), Throws.InstanceOf<Exception>());
        Assert.That(await server.Http.GetStringAsync("readyz"), Is.EqualTo("ready"));
    }

    [Test]
    public async Task A_server_whose_port_is_taken_says_so_once_and_leaves_its_data_to_the_next()
    {
        await using var server = await TestServer.StartAsync();
        using var errors = new LoggedErrors();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(errors));
        var options = ServerOptions.Ephemeral();
        try
        {
            var taken = Assert.ThrowsAsync<IOException>(() => FastChatServer.StartAsync(options with { TcpPort = server.Tcp.Port }, logs));
            Assert.That(taken!.Message, Does.Contain($":{server.Tcp.Port}"));
            Assert.That(errors.Entries, Has.Count.EqualTo(1).And.All.Contain("Hosting failed to start"));
            await using var next = await FastChatServer.StartAsync(options, logs);
            Assert.That(errors.Entries, Has.Count.EqualTo(1));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(options.DataDirectory)!, recursive: true);
        }
    }

    [Test]
    public void An_address_that_is_not_this_machine_s_is_named_with_its_ports()
    {
        // 192.0.2.0/24 is nobody's (RFC 5737).
        var options = ServerOptions.Ephemeral() with { BindAddress = "192.0.2.1", AllowPlaintextRemote = true };
        var failure = Assert.ThrowsAsync<IOException>(() => FastChatServer.StartAsync(options));
        Assert.That(failure!.Message, Does.StartWith("Cannot listen (BindAddress 192.0.2.1, TcpPort 0, HttpPort 0): "));
        Directory.Delete(Path.GetDirectoryName(options.DataDirectory)!, recursive: true);
    }

    [Test]
    public async Task A_host_starts_and_stops_it()
    {
        var options = ServerOptions.Ephemeral();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFastChat(_ => options);
        try
        {
            using var host = builder.Build();
            await host.StartAsync();
            var server = host.Services.GetRequiredService<HostedFastChat>().Server;
            using var http = new HttpClient { BaseAddress = server.HttpAddress };
            Assert.That(await http.GetStringAsync("healthz"), Is.EqualTo("ok"));
            await host.StopAsync();
            Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("healthz"));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(options.DataDirectory)!, recursive: true);
        }
    }

    [Test]
    public async Task The_port_file_tells_where_it_listens()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using var server = await TestServer.StartAsync(options => options with { PortFile = file });
            using var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(file));
            Assert.That(json.RootElement.GetProperty("tcp").GetString(), Is.EqualTo(server.Tcp.ToString()));
            Assert.That(json.RootElement.GetProperty("http").GetString() + "/", Is.EqualTo(server.Server.HttpAddress!.ToString()));
            Assert.That(json.RootElement.GetProperty("pid").GetInt32(), Is.EqualTo(Environment.ProcessId));
            Assert.That(json.RootElement.GetProperty("tls").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>How long a host takes to start with a server in it, on free ports and in a new directory.</summary>
    private static async Task<TimeSpan> HostAsync()
    {
        var options = ServerOptions.Ephemeral();
        try
        {
            var watch = Stopwatch.StartNew();
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddFastChat(_ => options);
            using var host = builder.Build();
            await host.StartAsync();
            var took = watch.Elapsed;
            await host.StopAsync();
            return took;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(options.DataDirectory)!, recursive: true);
        }
    }
}
