using System.Net;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Http;

/// <summary>Discovery, description, measurements, WebSocket door, browsers, seeding.</summary>
public sealed class ServiceEndpointTests : HttpTestBase
{
    private const string Origin = "https://chat.example";

    [Test]
    public async Task Discovery_answers_with_addresses_that_fit_the_caller()
    {
        var found = await ReadAsync(await Http.GetAsync(".well-known/fastchat"));
        var http = Server.Server.HttpAddress!;
        Assert.That(found.ToJsonString(), Is.EqualTo($$"""{"protocol":1,"http":"http://127.0.0.1:{{http.Port}}","tcp":"tcp://127.0.0.1:{{Server.Tcp.Port}}","tls":null,"websocket":"ws://127.0.0.1:{{http.Port}}/v1/ws","registration":"open","guests":false,"openid":[]}"""));

        using var proxied = new HttpRequestMessage(HttpMethod.Get, ".well-known/fastchat") { Headers = { Host = "chat.example" } };
        Assert.That((string?)(await ReadAsync(await Http.SendAsync(proxied)))["tcp"], Is.EqualTo($"tcp://chat.example:{Server.Tcp.Port}"));
    }

    [Test]
    public async Task The_description_lists_every_path_with_its_errors()
    {
        var document = await ReadAsync(await Http.GetAsync("openapi/v1.json"));
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).ToHashSet(StringComparer.Ordinal);
        var mapped = Server.Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.RoutePattern.RawText!.StartsWith("/docs", StringComparison.Ordinal) && !endpoint.RoutePattern.RawText.StartsWith("/openapi", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
            .ToList();
        Assert.That(mapped, Has.Count.GreaterThan(15));
        Assert.That(mapped.Where(route => !described.Contains(route)), Is.Empty);

        var register = document["paths"]!["/v1/accounts"]!["post"]!;
        Assert.That(register["responses"]!["409"]!["description"]!.GetValue<string>(), Is.EqualTo("2013 HandleTaken"));
        Assert.That(register["requestBody"]!["content"]!["application/json"], Is.Not.Null);
        Assert.That(document["components"]!["schemas"]!["RegisterBody"]!["properties"]!["device_name"], Is.Not.Null);
        Assert.That(document["paths"]!["/v1/accounts/me"]!["get"]!["security"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(register["security"], Is.Null);

        var part = document["paths"]!["/v1/uploads/{id}"]!["patch"]!;
        Assert.That(
            part["parameters"]!.AsArray().Where(parameter => (string?)parameter!["in"] == "header").Select(parameter => (string?)parameter!["name"]),
            Is.EquivalentTo(["Tus-Resumable", "Upload-Offset", "Upload-Checksum"]));
        Assert.That(part["requestBody"]!["content"]!["application/offset+octet-stream"], Is.Not.Null);

        var problem = document["components"]!["schemas"]!["ProblemBody"]!;
        Assert.That(problem["properties"]!["code"]!["type"]!.ToJsonString(), Is.EqualTo("\"integer\""));
        Assert.That(problem["required"]!.AsArray().Select(name => (string?)name), Is.EquivalentTo(["type", "title", "status", "detail", "code"]));
        Assert.That(document.ToJsonString(), Does.Not.Contain("\"pattern\""), "numbers are numbers");
    }

    [Test]
    public async Task The_reference_page_needs_no_other_host()
    {
        using var page = await Http.GetAsync("docs/");
        var html = await page.Content.ReadAsStringAsync();
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(html, Does.Not.Contain("//"), "no absolute address");
        Assert.That(page.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'self'"));
        Assert.That((await Http.GetAsync("docs/scalar.js")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Measurements_are_Prometheus_text()
    {
        await RegisterAsync();
        var text = await Http.GetStringAsync("metrics");
        Assert.That(text, Does.Contain("fastchat_password_hashes_total").And.Contain("allocated_bytes"));
    }

    [Test]
    public async Task A_browser_may_come_from_the_allowed_origins_only()
    {
        await using var server = await TestServer.StartAsync(options => options with { AllowedOrigins = [Origin] });
        foreach (var (origin, allowed) in new[] { (Origin, true), ("https://evil.example", false), ("null", false), ($"{Origin}.evil.example", false), ("http://chat.example", false) })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "v1/accounts/me");
            preflight.Headers.TryAddWithoutValidation("Origin", origin);
            preflight.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "GET");
            using var answer = await server.Http.SendAsync(preflight);
            Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.EqualTo(allowed), origin);
            Assert.That(answer.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);

            using var socket = new System.Net.WebSockets.ClientWebSocket();
            socket.Options.SetRequestHeader("Origin", origin);
            if (allowed) await socket.ConnectAsync(server.WebSocket, default);
            else Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => socket.ConnectAsync(server.WebSocket, default));
        }
    }

    [Test]
    public async Task A_WebSocket_carries_the_connection()
    {
        var session = await RegisterAsync();
        await using var connection = await RawClient.ConnectAsync(Server.WebSocket);
        Assert.That((await connection.HelloAsync(session)).AccountId, Is.EqualTo(session.Account.ToByteString()));
        await RequireProblemAsync(await Http.GetAsync("v1/ws"), HttpStatusCode.BadRequest, Code.Malformed);
    }

    [Test]
    public async Task Seeding_makes_accounts_and_repeating_it_gives_the_same_ones()
    {
        await using var server = await TestServer.StartAsync(options => options with { Seeding = new() { Enabled = true } });
        async Task<JsonArray> Seed() => (await ReadAsync(await server.Http.PostAsync("v1/seed", Json("""{"accounts":50,"prefix":"bench"}""")))).AsArray();
        var first = await Seed();
        var second = await Seed();
        Assert.That(second.Select(a => (string?)a!["device_id"]), Is.EqualTo(first.Select(a => (string?)a!["device_id"])));
        using var me = await server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", (string?)second[49]!["access_token"]);
        Assert.That((string?)(await ReadAsync(me))["handle"], Is.EqualTo("bench49"));
        // A seeded account has no password, so it has no door.
        Assert.ThrowsAsync<InvalidOperationException>(() => server.Accounts.SignInAsync("bench49", ""));

        using var browser = new HttpRequestMessage(HttpMethod.Post, "v1/seed") { Content = Json("""{"accounts":1,"prefix":"bench"}""") };
        browser.Headers.TryAddWithoutValidation("Origin", Origin);
        await RequireProblemAsync(await server.Http.SendAsync(browser), HttpStatusCode.Forbidden, Code.Forbidden);
        await RequireProblemAsync(await server.Http.PostAsync("v1/seed", Json("""{"accounts":0,"prefix":"bench"}""")), HttpStatusCode.BadRequest, Code.Malformed);
    }

    [Test]
    public async Task Too_many_attempts_are_told_to_wait()
    {
        await using var server = await TestServer.StartAsync(options => options with { SignInsPerHandleMinute = 2, RegistrationsPerAddressHour = 1 });
        var session = await server.RegisterAsync("ada");
        async Task<HttpResponseMessage> Post(string path, object body) => await server.Accounts.SendAsync(HttpMethod.Post, path, null, System.Net.Http.Json.JsonContent.Create(body));
        foreach (var handle in new[] { "ada", "nobody" })
        {
            for (var i = 0; i < 2; i++) (await Post("v1/sessions", new { handle, password = "wrong password", device_name = "x" })).Dispose();
            var problem = await RequireProblemAsync(await Post("v1/sessions", new { handle, password = RawAccounts.Password, device_name = "x" }), HttpStatusCode.TooManyRequests, Code.RateLimited);
            Assert.That((long)problem["retry_after_ms"]!, Is.InRange(1, 30_000));
        }

        using var second = await Post("v1/accounts", new { handle = "grace", password = RawAccounts.Password, device_name = "x" });
        await RequireProblemAsync(second, HttpStatusCode.TooManyRequests, Code.RateLimited);
        Assert.That(second.Headers.RetryAfter, Is.Not.Null);
    }
}
