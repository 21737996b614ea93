using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Administration;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Server.Hosting;

/// <summary>Limits are told to whoever reaches them, and change while the server runs.</summary>
[TestFixture]
internal sealed class ReloadTests
{
    private static ClientFrame Sync => new() { Sync = new() };

    [Test]
    public async Task New_limits_hold_for_a_session_that_is_open()
    {
        await using var server = await TestServer.StartAsync();
        var ada = await server.RegisterAsync("ada");
        await using var client = await server.ConnectAsync(ada);
        Assert.That((await client.RequestAsync(Sync)).Error, Is.Null);
        var changed = server.Server.Reload(server.Server.Options with { RequestBurstPerDevice = 1, RequestsPerDeviceSecond = 1 });
        Assert.That(changed, Is.EquivalentTo(new[] { "RequestBurstPerDevice", "RequestsPerDeviceSecond" }));

        // All at once: with a second between two of them, both are taken.
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.RequestAsync(Sync)));
        var refused = answers.First(answer => answer.Error is not null).Error;
        Assert.That((refused.Code, refused.RetryAfterMs > 0), Is.EqualTo((Code.RateLimited, true)));
        server.Server.Reload(server.Server.Options);
        await using var again = await server.ConnectAsync(ada);
        for (var i = 0; i < 3; i++) Assert.That((await again.RequestAsync(Sync)).Error, Is.Null);
    }

    [Test]
    public async Task All_devices_of_an_account_share_its_limit_and_others_have_their_own()
    {
        await using var server = await TestServer.StartAsync(options => options with { RequestsPerAccountMinute = 2 });
        var ada = await server.RegisterAsync("ada");
        await using var first = await server.ConnectAsync(ada);
        await using var second = await server.ConnectAsync(await server.Accounts.SignInAsync("ada"));
        await using var grace = await server.ConnectAsync(await server.RegisterAsync("grace"));
        Assert.That((await first.RequestAsync(Sync)).Error, Is.Null);
        Assert.That((await second.RequestAsync(Sync)).Error, Is.Null);
        Assert.That((await first.RequestAsync(Sync)).Error.Code, Is.EqualTo(Code.RateLimited));
        using var http = await server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", ada.AccessToken);
        Assert.That(((int)http.StatusCode, http.Headers.RetryAfter?.Delta > TimeSpan.Zero), Is.EqualTo((429, true)));
        Assert.That((await grace.RequestAsync(Sync)).Error, Is.Null);
    }

    [Test]
    public async Task Searches_conversations_and_uploads_are_limited_by_themselves()
    {
        await using var server = await TestServer.StartAsync(
            options => options with { SearchesPerAccountMinute = 1, ConversationsPerAccountHour = 1, UploadsPerAccountHour = 1 });
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await using var client = await server.ConnectAsync(ada);
        var search = new ClientFrame { SearchMessages = new() { Query = "word" } };
        var create = new ClientFrame { CreateDirect = new() { AccountId = grace.Account.ToByteString() } };
        foreach (var request in new[] { search, create })
        {
            Assert.That((await client.RequestAsync(request)).Error, Is.Null);
            Assert.That((await client.RequestAsync(request)).Error.Code, Is.EqualTo(Code.RateLimited));
        }

        await server.Accounts.UploadAsync(ada.AccessToken, "one");
        using var second = await server.Accounts.SendAsync(HttpMethod.Post, "v1/media", ada.AccessToken, new StringContent("two"));
        Assert.That((int)second.StatusCode, Is.EqualTo(429));
    }

    [Test]
    public async Task Webhooks_are_limited_also_when_each_is_revoked_before_the_next()
    {
        await using var server = await TestServer.StartAsync(options => options with { WebhooksPerAccountHour = 2 });
        await using var client = await server.ConnectAsync(await server.RegisterAsync("ada"));
        var group = new IdSource(TimeProvider.System).NewId<ConversationId>().ToByteString();
        Assert.That((await client.RequestAsync(new ClientFrame { CreateGroup = new() { ConversationId = group, Title = "Engines" } })).Error, Is.Null);
        var create = new ClientFrame { CreateWebhook = new() { ConversationId = group, Name = "CI" } };
        for (var i = 0; i < 2; i++)
        {
            var made = (await client.RequestAsync(create)).WebhookCreated.Webhook;
            Assert.That((await client.RequestAsync(new ClientFrame { RevokeWebhook = new() { ConversationId = group, WebhookId = made.WebhookId } })).Error, Is.Null);
        }

        var refused = (await client.RequestAsync(create)).Error;
        Assert.That((refused.Code, refused.RetryAfterMs > 0), Is.EqualTo((Code.RateLimited, true)));
    }

    [Test]
    public async Task Requests_of_one_address_are_limited_over_HTTP()
    {
        await using var server = await TestServer.StartAsync(options => options with { HttpRequestsPerAddressMinute = 2 });
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await server.Http.GetAsync("healthz");
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses, Is.EqualTo(new[] { HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests }));
    }

    [Test]
    public async Task A_WebSocket_counts_as_a_request_of_its_address()
    {
        await using var server = await TestServer.StartAsync(options => options with { HttpRequestsPerAddressMinute = 2 });
        for (var i = 0; i < 2; i++)
            await using (await RawClient.ConnectAsync(server.WebSocket)) { }
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(server.WebSocket, default));
        Assert.That(socket.HttpStatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Sends_that_come_too_fast_are_refused_with_their_number_and_taken_in_order_later()
    {
        await using var server = await TestServer.StartAsync();
        var (ada, grace) = (await server.RegisterAsync("ada"), await server.RegisterAsync("grace"));
        await using var client = await server.ConnectAsync(ada);
        await client.RequestAsync(new ClientFrame { CreateDirect = new() { AccountId = grace.Account.ToByteString() } });
        var conversation = DirectConversation.Id(ada.Account, grace.Account, Encryption.None);
        await client.SendTextAsync(conversation, 1, "one");
        server.Server.Reload(server.Server.Options with { SendsPerDeviceSecond = 1 });
        var number = 1UL;
        SendOutcome refused;
        do
        {
            refused = await client.SendTextAsync(conversation, ++number, $"{number}");
        }
        while (refused.Code == Code.Unspecified);
        Assert.That((refused.Code, refused.Refusal!.Expected, refused.Refusal.RetryAfterMs > 0), Is.EqualTo((Code.RateLimited, number, true)));
        server.Server.Reload(server.Server.Options);
        Assert.That((await client.SendTextAsync(conversation, number, "again")).Code, Is.EqualTo(Code.Unspecified));
    }

    [Test]
    public async Task Options_that_do_not_fit_leave_the_old_ones_in_force_and_are_logged()
    {
        await using var server = await TestServer.StartAsync();
        var wrong = server.Server.Options with { SearchesPerAccountMinute = 7, SignInsPerHandleMinute = 0 };
        Assert.Throws<ServerOptionsException>(() => server.Server.Reload(wrong));
        Assert.That(server.Errors.Entries.Single(), Does.Contain("SignInsPerHandleMinute"));
        server.Errors.Clear();
        Assert.That(server.Server.Services.GetRequiredService<LiveOptions>().Current, Is.SameAs(server.Server.Options));
    }

    [Test]
    public async Task What_needs_a_restart_stays_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        var changed = server.Server.Reload(server.Server.Options with { ShardLoops = 7, SearchesPerAccountMinute = 5 });
        Assert.That(changed, Is.EqualTo(new[] { "SearchesPerAccountMinute" }));
        var current = server.Server.Services.GetRequiredService<LiveOptions>().Current;
        Assert.That((current.ShardLoops, current.SearchesPerAccountMinute), Is.EqualTo((server.Server.Options.ShardLoops, 5)));
    }

    [Test]
    public async Task A_changed_file_and_the_command_have_the_options_read_again_and_a_broken_file_changes_nothing()
    {
        var directory = Directory.CreateTempSubdirectory("fastchat-reload-").FullName;
        var file = Path.Combine(directory, "appsettings.json");
        var first = ServerOptions.Ephemeral(directory);
        Write(file, 10);
        using var errors = new LoggedErrors();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(errors));
        await using (var server = await FastChatServer.StartAsync(first with { SearchesPerAccountMinute = 10 }, null, logs, read: () => Read(file, first)))
        {
            var configuration = new ConfigurationBuilder().SetBasePath(directory).AddJsonFile("appsettings.json", optional: false, reloadOnChange: true).Build();
            using var watch = new OptionsWatch(configuration, server.Services.GetRequiredService<OptionsReload>());
            var live = server.Services.GetRequiredService<LiveOptions>();
            Write(file, 20);
            await Conditions.Until(() => live.Current.SearchesPerAccountMinute == 20);
            Write(file, -1);
            await Conditions.Until(() => errors.Entries.Count > 0);
            Assert.That(live.Current.SearchesPerAccountMinute, Is.EqualTo(20));
            Write(file, 30);
            var limits = JsonNode.Parse(await AdminCommandLine.RunAsync(first, "reload"))!["limits"]!.AsArray();
            Assert.That((string)limits.Single(limit => (string)limit!["name"]! == "SearchesPerAccountMinute")!["value"]!, Is.EqualTo("30"));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Test]
    public async Task SIGHUP_has_the_options_read_again()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("There is no such signal.");
        if (IsHangUpIgnored()) Assert.Ignore("The signal is turned off for this process, as under nohup.");
        var directory = Directory.CreateTempSubdirectory("fastchat-reload-").FullName;
        var first = ServerOptions.Ephemeral(directory);
        await using (var server = await FastChatServer.StartAsync(first, null, read: () => first with { SearchesPerAccountMinute = 20 }))
        {
            using var watch = new OptionsWatch(new ConfigurationBuilder().Build(), server.Services.GetRequiredService<OptionsReload>());
            using var signal = Process.Start("kill", ["-HUP", $"{Environment.ProcessId}"]);
            await Conditions.Until(() => server.Services.GetRequiredService<LiveOptions>().Current.SearchesPerAccountMinute == 20);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static bool IsHangUpIgnored()
    {
        if (!OperatingSystem.IsLinux()) return false;
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) % 2 == 1; // SIGHUP is the first.
    }

    [Test]
    public async Task What_media_and_newcomers_may_changes_too()
    {
        await using var server = await TestServer.StartAsync();
        var ada = await server.RegisterAsync("ada");
        await server.Accounts.UploadAsync(ada.AccessToken, "a text");
        var changed = server.Server.Reload(server.Server.Options with
        {
            MediaTypesAllowed = ["image/*"],
            MediaBytesPerAccountMax = 10,
            Registration = RegistrationMode.Closed,
        });
        Assert.That(changed, Is.EquivalentTo(new[] { "MediaTypesAllowed", "MediaBytesPerAccountMax", "Registration" }));
        using var text = await server.Accounts.SendAsync(HttpMethod.Post, "v1/media", ada.AccessToken, new StringContent("b"));
        Assert.That((int)text.StatusCode, Is.EqualTo(415));
        Assert.ThrowsAsync<InvalidOperationException>(() => server.RegisterAsync("grace"));
        server.Server.Reload(server.Server.Options with { MediaBytesPerAccountMax = 10 });
        using var full = await server.Accounts.SendAsync(HttpMethod.Post, "v1/media", ada.AccessToken, new StringContent("what has no room"));
        Assert.That((int)full.StatusCode, Is.EqualTo(413));
        await server.RegisterAsync("grace");
    }

    [Test]
    public async Task Options_that_are_lists_and_records_are_compared_by_what_they_hold()
    {
        var webhook = new WebhookOptions { Address = "https://127.0.0.1:9/a", Secret = "whsec_" + Convert.ToBase64String(new byte[24]), Events = ["message.created"] };
        await using var server = await TestServer.StartAsync(options => options with
        {
            Webhooks = [webhook],
            Outbound = new OutboundOptions { AllowLoopback = true },
            MediaTypesAllowed = ["image/*"],
        });
        var same = server.Server.Options with { Webhooks = [webhook with { Events = ["message.created"] }], Push = new PushOptions(), MediaTypesAllowed = ["image/*"] };
        Assert.That(server.Server.Reload(same), Is.Empty);
        Assert.That(server.Server.Reload(same with { Webhooks = [] }), Is.Empty, "that needs a restart");
        Assert.That(server.Server.Services.GetRequiredService<LiveOptions>().Current.Webhooks, Has.Count.EqualTo(1));
    }

    private static void Write(string file, int searches)
    {
        // Never half written for whoever reads it.
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(new { FastChat = new { SearchesPerAccountMinute = searches } }));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static ServerOptions Read(string file, ServerOptions first)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        return first with { SearchesPerAccountMinute = (int)json["FastChat"]!["SearchesPerAccountMinute"]! };
    }
}
