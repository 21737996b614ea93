using System.Net.Http.Json;
using System.Text.Json;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Permissions;

/// <summary>S5 for HTTP: every route × nobody, an expired token, a revoked device, a stranger. A route without a row fails.</summary>
[TestFixture]
internal sealed class HttpMatrixTests
{
    /// <summary>What anybody may ask: it needs no token, or is what gives one.</summary>
    private static readonly string[] Open =
    [
        "GET /.well-known/fastchat", "GET /healthz", "GET /readyz", "GET /metrics", "POST /v1/accounts", "POST /v1/accounts/guests", "POST /v1/sessions",
        "POST /v1/sessions/refresh", "POST /v1/sessions/second-step", "POST /v1/sessions/bot", "POST /v1/sessions/oidc/nonce", "POST /v1/sessions/oidc", "POST /v1/hooks/{token}", "POST /v1/password-resets", "POST /v1/password-resets/complete", "GET /v1/ws", "POST /v1/seed",
        "OPTIONS /v1/uploads",
    ];

    /// <summary>What needs a token; {id} and {handle} name another's where there is one.</summary>
    private static readonly string[] Closed =
    [
        "DELETE /v1/sessions/current", "GET /v1/accounts/me", "PATCH /v1/accounts/me", "PUT /v1/accounts/me/password",
        "POST /v1/accounts/me/upgrade", "GET /v1/accounts/me/two-step", "POST /v1/accounts/me/two-step", "POST /v1/accounts/me/two-step/confirm",
        "POST /v1/accounts/me/two-step/recovery-codes", "POST /v1/accounts/me/two-step/disable",
        "POST /v1/bots", "GET /v1/bots", "DELETE /v1/bots/{id}", "POST /v1/bots/{id}/tokens", "GET /v1/bots/{id}/tokens",
        "DELETE /v1/bots/{id}/tokens/{token}",
        "GET /v1/accounts/me/email", "PUT /v1/accounts/me/email", "POST /v1/accounts/me/email/verify", "POST /v1/accounts/me/email/remove",
        "GET /v1/accounts/{id}", "GET /v1/accounts/by-handle/{handle}", "GET /v1/devices", "DELETE /v1/devices/{id}", "POST /v1/media",
        "GET /v1/media/{id}", "HEAD /v1/media/{id}", "GET /v1/media/usage", "POST /v1/uploads", "PATCH /v1/uploads/{id}", "HEAD /v1/uploads/{id}",
        "GET /v1/uploads/{id}", "DELETE /v1/uploads/{id}", "POST /v1/accounts/me/export", "GET /v1/accounts/me/export",
        "GET /v1/accounts/me/export/archive", "POST /v1/accounts/me/deletion", "GET /v1/accounts/me/deletion",
        "DELETE /v1/accounts/me/deletion", .. Admins,
    ];

    /// <summary>What a bot may whose token has no scopes: read, and sign itself out. A route that stands nowhere here must be refused to it.</summary>
    private static readonly string[] NeedNoScope =
    [
        "DELETE /v1/sessions/current", "GET /v1/accounts/me", "GET /v1/accounts/me/two-step", "GET /v1/bots", "GET /v1/bots/{id}/tokens",
        "GET /v1/accounts/me/email", "GET /v1/accounts/{id}", "GET /v1/accounts/by-handle/{handle}", "GET /v1/devices", "GET /v1/media/{id}",
        "HEAD /v1/media/{id}", "GET /v1/media/usage", "GET /v1/accounts/me/export", "GET /v1/accounts/me/export/archive",
        "GET /v1/accounts/me/deletion",
    ];

    /// <summary>What needs an admin's token, or an operator's key.</summary>
    private static string[] Admins =>
    [
        "GET /v1/admin/accounts", "GET /v1/admin/accounts/{account}", "PUT /v1/admin/accounts/{account}/disabled",
        "DELETE /v1/admin/accounts/{account}/disabled", "PUT /v1/admin/accounts/{account}/admin",
        "DELETE /v1/admin/accounts/{account}/admin", "PUT /v1/admin/accounts/{account}/quota",
        "POST /v1/admin/accounts/{account}/password", "GET /v1/admin/accounts/{account}/sessions",
        "DELETE /v1/admin/accounts/{account}/sessions", "DELETE /v1/admin/accounts/{account}/sessions/{device}",
        "GET /v1/admin/jobs", "GET /v1/admin/jobs/{job}", "POST /v1/admin/accounts/{account}/export", "GET /v1/admin/exports/{job}/archive",
        "POST /v1/admin/accounts/{account}/deletion", "DELETE /v1/admin/accounts/{account}/deletion", "POST /v1/admin/announcements",
        "GET /v1/admin/conversations/{conversation}", "GET /v1/admin/conversations/{conversation}/members",
        "DELETE /v1/admin/conversations/{conversation}", "GET /v1/admin/conversations", "PUT /v1/admin/conversations/{conversation}/owner",
        "DELETE /v1/admin/conversations/{conversation}/messages/{sequence}", "GET /v1/admin/reports", "GET /v1/admin/reports/{report}",
        "POST /v1/admin/reports/{report}/resolution", "GET /v1/admin/limits", "POST /v1/admin/limits/reload",
        "GET /v1/admin/bans", "POST /v1/admin/bans", "DELETE /v1/admin/bans/{ban}", "GET /v1/admin/invitations", "POST /v1/admin/invitations",
        "DELETE /v1/admin/invitations/{invitation}", "DELETE /v1/admin/accounts/{account}/two-step",
        "GET /v1/admin/accounts/{account}/bots", "POST /v1/admin/accounts/{account}/bots", "DELETE /v1/admin/bots/{bot}",
        "GET /v1/admin/bots/{bot}/tokens", "POST /v1/admin/bots/{bot}/tokens", "DELETE /v1/admin/bots/{bot}/tokens/{token}",
        "GET /v1/admin/webhooks", "POST /v1/admin/webhooks", "DELETE /v1/admin/webhooks/{webhook}",
        "PUT /v1/admin/webhooks/{webhook}/enabled", "POST /v1/admin/webhooks/{webhook}/secret", "POST /v1/admin/webhooks/{webhook}/replay",
        "GET /v1/admin/keys", "POST /v1/admin/keys",
        "DELETE /v1/admin/keys/{key}", "GET /v1/admin/audit",
    ];

    /// <summary>What needs a key of the operator's backend instead; BackendSessionTests has who gets nothing.</summary>
    private static readonly string[] Backend = ["POST /v1/server/sessions", "POST /v1/server/sessions/revoke"];

    private readonly ShiftedClock _clock = new();
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _server = await TestServer.StartAsync(options => options with { Seeding = new() { Enabled = true } }, time: _clock);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public void Every_route_has_a_row() =>
        Assert.That(ServedRoutes.Of(_server).Select(route => $"{route.Method} {route.Path}").Distinct(), Is.SubsetOf(Open.Concat(Closed).Concat(Backend)));

    [TestCaseSource(nameof(Closed))]
    public async Task Nobody_gets_nothing(string route) => await RefusedAsync(route, null, Code.TokenInvalid);

    [TestCaseSource(nameof(Closed))]
    public async Task A_forged_token_gets_nothing(string route) => await RefusedAsync(route, "eyJhbGciOiJub25lIn0.e30.", Code.TokenInvalid);

    [TestCaseSource(nameof(Closed))]
    public async Task A_revoked_device_gets_nothing(string route)
    {
        var session = await NewAsync();
        using var signedOut = await _server.Accounts.SendAsync(HttpMethod.Delete, "v1/sessions/current", session.AccessToken);
        Assert.That(signedOut.IsSuccessStatusCode);
        await RefusedAsync(route, session.AccessToken, Code.TokenInvalid);
    }

    [TestCaseSource(nameof(Closed))]
    public async Task An_expired_token_gets_nothing(string route)
    {
        var session = await NewAsync();
        _clock.Advance(TimeSpan.FromMinutes(16));
        await RefusedAsync(route, session.AccessToken, Code.TokenExpired);
    }

    [TestCaseSource(nameof(Closed))]
    public async Task A_bot_without_scopes_changes_nothing_but_its_own_sign_out(string route)
    {
        if (Admins.Contains(route)) Assert.Pass("No bot is an admin.");
        var owner = await NewAsync();
        var bot = await PostAsync("v1/bots", owner.AccessToken, new { handle = $"b{Guid.CreateVersion7():N}"[..32] });
        var made = await PostAsync($"v1/bots/{bot.GetProperty("account_id").GetString()}/tokens", owner.AccessToken, new { name = "x", scopes = Array.Empty<string>() });
        var session = await PostAsync("v1/sessions/bot", null, new { token = made.GetProperty("token").GetString(), device_name = "x" });
        var token = session.GetProperty("access_token").GetString();
        if (!NeedNoScope.Contains(route))
        {
            await RefusedAsync(route, token, Code.ScopeMissing, status: 403);
            return;
        }

        using var answer = await AskAsync(route, token);
        Assert.That(answer.IsSuccessStatusCode || route.StartsWith("HEAD", StringComparison.Ordinal) || await CodeAsync(answer) is Code.AccountNotFound or Code.NotFound or Code.NotReady, route);
    }

    [TestCaseSource(nameof(Admins))]
    public async Task An_ordinary_account_administers_nothing(string route)
    {
        var session = await NewAsync();
        await RefusedAsync(route, session.AccessToken, Code.AdminRequired, status: 403);
    }

    [Test]
    public async Task Another_account_s_device_cannot_be_revoked()
    {
        var (owner, stranger) = (await NewAsync(), await NewAsync());
        using var refused = await _server.Accounts.SendAsync(HttpMethod.Delete, $"v1/devices/{owner.DeviceText}", stranger.AccessToken);
        Assert.That(await CodeAsync(refused), Is.EqualTo(Code.NotFound));
        using var works = await _server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", owner.AccessToken);
        Assert.That(works.IsSuccessStatusCode);
    }

    [Test]
    public async Task Another_account_s_media_cannot_be_read_with_or_without_a_conversation()
    {
        var (owner, stranger) = (await NewAsync(), await NewAsync());
        var media = await _server.Accounts.UploadAsync(owner.AccessToken, "not yours");
        var conversation = new IdSource(TimeProvider.System).NewId<ConversationId>();
        foreach (var path in new[] { $"v1/media/{media}", $"v1/media/{media}?conversation={conversation}" })
        {
            using var refused = await _server.Accounts.SendAsync(HttpMethod.Get, path, stranger.AccessToken);
            Assert.That(await CodeAsync(refused), Is.AnyOf(Code.NotFound, Code.MediaNotFound));
        }
    }

    private async Task RefusedAsync(string route, string? token, Code expected, int status = 401)
    {
        using var answer = await AskAsync(route, token);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), route);
        if (!route.StartsWith("HEAD", StringComparison.Ordinal))
        {
            Assert.That(await CodeAsync(answer), Is.EqualTo(expected), route);
        }
    }

    private async Task<HttpResponseMessage> AskAsync(string route, string? token)
    {
        var parts = route.Split(' ');
        var path = parts[1].TrimStart('/').Replace("{id}", "01890000-0000-7000-8000-000000000001", StringComparison.Ordinal)
            .Replace("{handle}", "somebody", StringComparison.Ordinal)
            .Replace("{token}", "01890000-0000-7000-8000-000000000002", StringComparison.Ordinal);
        using var content = parts[0] is "POST" or "PATCH" or "PUT"
            ? JsonContent.Create(new { current_password = RawAccounts.Password, new_password = RawAccounts.Password })
            : null;
        return await _server.Accounts.SendAsync(new HttpMethod(parts[0]), path, token, content);
    }

    private async Task<JsonElement> PostAsync(string path, string? token, object body)
    {
        using var answer = await _server.Accounts.SendAsync(HttpMethod.Post, path, token, JsonContent.Create(body));
        Assert.That(answer.IsSuccessStatusCode, path);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<RawSession> NewAsync() => _server.RegisterAsync($"h{Guid.CreateVersion7():N}"[..32]);

    private static async Task<Code> CodeAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (Code)body.GetProperty("code").GetInt32();
    }
}
