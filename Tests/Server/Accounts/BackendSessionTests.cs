using System.Net;
using System.Net.Http.Json;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.Logging;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Sessions that the operator's own backend asks for.</summary>
[TestFixture]
internal sealed class BackendSessionTests
{
    private const string Key = "a-key-of-the-operator-s-backend-0001";
    private const string NextKey = "a-key-of-the-operator-s-backend-0002";

    private readonly LoggedErrors _log = new(LogLevel.Trace);
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync(
        options => options with { Registration = RegistrationMode.Closed, BackendKeys = [Key, NextKey] }, log: _log);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Test]
    public async Task The_backend_gets_sessions_of_the_same_account_also_after_a_restart()
    {
        var first = await MintAsync(Key, "customer-17", "Ada");
        await using (var client = await _server.ConnectAsync(first)) Assert.That(first.Handle, Is.EqualTo("ada"));
        await _server.StopAsync();
        await _server.StartAgainAsync();
        var again = await MintAsync(NextKey, "customer-17", "another");
        Assert.That((again.Account, again.Handle), Is.EqualTo((first.Account, "ada")));
        Assert.That((await MintAsync(Key, "customer-18", "ADA")).Handle, Does.StartWith("user-"));
        Assert.That(DiskTraces.Of(_server.Server.Options.DataDirectory).Hold("customer-17"), Is.False);
    }

    [Test]
    public async Task The_backend_signs_somebody_out_everywhere()
    {
        var session = await MintAsync(Key, "customer-27", "grace");
        using (var revoked = await SendAsync("revoke", Key, new { external_id = "customer-27" })) Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        using var refused = await _server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", session.AccessToken);
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Unauthorized, Code.TokenInvalid);
        using var unknown = await SendAsync("revoke", Key, new { external_id = "customer-99" });
        await HttpTestBase.RequireProblemAsync(unknown, HttpStatusCode.NotFound, Code.NotFound);
    }

    [Test]
    public async Task Nobody_else_gets_any_and_the_keys_are_never_logged()
    {
        var session = await MintAsync(Key, "customer-37", "hopper");
        foreach (var key in new[] { null, "", Key + "x", Key[..^1], Key.ToUpperInvariant(), session.AccessToken })
        {
            foreach (var path in new[] { "", "revoke" })
            {
                using var refused = await SendAsync(path, key, new { external_id = "customer-17", device_name = "x" });
                await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Unauthorized, Code.TokenInvalid);
            }
        }

        using var asUser = await _server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", Key);
        await HttpTestBase.RequireProblemAsync(asUser, HttpStatusCode.Unauthorized, Code.TokenInvalid);
        foreach (var wrong in new[] { "", new string('x', 256), "ümlaut", "two\nlines" })
        {
            using var malformed = await SendAsync("", Key, new { external_id = wrong, device_name = "x" });
            await HttpTestBase.RequireProblemAsync(malformed, HttpStatusCode.BadRequest, Code.Malformed);
        }

        Assert.That(_log.Entries, Is.Not.Empty);
        Assert.That(_log.Entries.Where(line => line.Contains(Key, StringComparison.Ordinal)), Is.Empty);
        await using var without = await TestServer.StartAsync();
        using var off = await without.Accounts.SendAsync(
            HttpMethod.Post, "v1/server/sessions", "", JsonContent.Create(new { external_id = "x", device_name = "x" }));
        await HttpTestBase.RequireProblemAsync(off, HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [TestCase("short")]
    [TestCase("")]
    public void A_key_that_could_be_guessed_is_refused_at_the_start(string key) => Assert.ThrowsAsync<ServerOptionsException>(
        () => FastChatServer.StartAsync(ServerOptions.Ephemeral() with { BackendKeys = [key] }));

    private async Task<RawSession> MintAsync(string key, string externalId, string handle)
    {
        using var answer = await SendAsync("", key, new { external_id = externalId, device_name = "phone", handle });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<RawSession>())!;
    }

    private Task<HttpResponseMessage> SendAsync(string path, string? key, object body) => _server.Accounts.SendAsync(
        HttpMethod.Post, $"v1/server/sessions{(path.Length > 0 ? "/" : "")}{path}", key, JsonContent.Create(body));
}
