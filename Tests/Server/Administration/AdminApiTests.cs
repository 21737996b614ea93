using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Administration;

/// <summary>What administrators do over HTTP and by commands, with a real server.</summary>
public sealed class AdminApiTests : HttpTestBase
{
    private string _key = null!;

    [OneTimeSetUp]
    public async Task MakeKey() => _key = (string)JsonNode.Parse(await CommandAsync("key", "create", "tests"))!["key"]!;

    [Test]
    public async Task A_disabled_account_is_cut_off_and_lets_nobody_in_until_it_is_enabled_also_after_a_restart()
    {
        var handle = NewHandle();
        var session = await Server.RegisterAsync(handle);
        await using var client = await Server.ConnectAsync(session);
        await AdminAsync(HttpMethod.Put, $"accounts/{handle}/disabled", new { reason = "spam" });
        var closed = Assert.ThrowsAsync<RawClosedException>(() => client.RequestAsync(new ClientFrame { Sync = new() }))!;
        Assert.That(closed.Code, Is.EqualTo(Code.CloseRevoked));
        await RestartAsync();
        await RequireProblemAsync(await SignInAsync(handle), HttpStatusCode.Forbidden, Code.AccountDisabled);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", session), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        var shown = await AdminAsync(HttpMethod.Get, $"accounts/{handle}");
        Assert.That(((string)shown!["reason"]!, (long)shown["disabled_until_ms"]!), Is.EqualTo(("spam", long.MaxValue)));

        await AdminAsync(HttpMethod.Delete, $"accounts/{session.AccountText}/disabled");
        Assert.That((await SignInAsync(handle)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_account_that_was_made_an_admin_administers_until_it_is_one_no_more()
    {
        var session = await RegisterAsync();
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/admin/accounts", session), HttpStatusCode.Forbidden, Code.AdminRequired);
        await CommandAsync("account", "promote", session.Handle);
        Assert.That((await SendAsync(HttpMethod.Get, "v1/admin/accounts", session)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await CommandAsync("account", "demote", session.Handle);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/admin/accounts", session), HttpStatusCode.Forbidden, Code.AdminRequired);
    }

    [Test]
    public async Task Accounts_are_listed_by_page_each_once()
    {
        var made = new HashSet<string>();
        for (var i = 0; i < 5; i++) made.Add((await RegisterAsync()).AccountText);
        var found = new List<string>();
        for (string? after = null; ;)
        {
            var page = await AdminAsync(HttpMethod.Get, $"accounts?limit=2{(after is null ? "" : $"&after={after}")}");
            found.AddRange(page!["accounts"]!.AsArray().Select(line => (string)line!["account_id"]!));
            if ((after = (string?)page["next"]) is null) break;
        }

        Assert.That(found, Is.Unique);
        Assert.That(made, Is.SubsetOf(found));
    }

    [Test]
    public async Task A_password_is_reset_and_the_devices_are_signed_out()
    {
        var session = await RegisterAsync();
        var answer = JsonNode.Parse(await CommandAsync("account", "password", session.Handle));
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", session), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await RequireProblemAsync(await SignInAsync(session.Handle), HttpStatusCode.Unauthorized, Code.WrongCredentials);
        await Server.Accounts.SignInAsync(session.Handle, (string)answer!["new_password"]!);
    }

    [Test]
    public async Task Sessions_are_listed_and_revoked_one_by_one_and_all_at_once()
    {
        var first = await RegisterAsync();
        var second = await Server.Accounts.SignInAsync(first.Handle);
        var third = await Server.Accounts.SignInAsync(first.Handle);
        var listed = await AdminAsync(HttpMethod.Get, $"accounts/{first.Handle}/sessions");
        Assert.That(listed!["devices"]!.AsArray(), Has.Count.EqualTo(3));
        await AdminAsync(HttpMethod.Delete, $"accounts/{first.Handle}/sessions/{second.DeviceText}");
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", second), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        Assert.That((await SendAsync(HttpMethod.Get, "v1/accounts/me", third)).IsSuccessStatusCode);
        await CommandAsync("sessions", "revoke", first.Handle);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", third), HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [Test]
    public async Task A_quota_of_one_s_own_counts_instead_of_the_option()
    {
        var session = await RegisterAsync();
        await AdminAsync(HttpMethod.Put, $"accounts/{session.Handle}/quota", new { media_bytes_max = 10 });
        using var small = await Server.Accounts.SendAsync(HttpMethod.Post, "v1/media", session.AccessToken, new ByteArrayContent(new byte[8]));
        Assert.That(small.IsSuccessStatusCode);
        using var large = await Server.Accounts.SendAsync(HttpMethod.Post, "v1/media", session.AccessToken, new ByteArrayContent(new byte[8]));
        await RequireProblemAsync(large, HttpStatusCode.RequestEntityTooLarge, Code.QuotaExceeded);
        Assert.That((long)(await AdminAsync(HttpMethod.Get, $"accounts/{session.Handle}"))!["media_bytes"]!, Is.EqualTo(8));
    }

    [Test]
    public async Task A_deleted_key_and_one_that_was_made_up_open_nothing()
    {
        var made = JsonNode.Parse(await CommandAsync("key", "create", "other", "1h"))!;
        var key = (string)made["key"]!;
        Assert.That((await Server.Accounts.SendAsync(HttpMethod.Get, "v1/admin/keys", key)).IsSuccessStatusCode);
        var forged = key[..^1] + (key[^1] == 'A' ? 'Q' : 'A');
        await RequireProblemAsync(await Server.Accounts.SendAsync(HttpMethod.Get, "v1/admin/keys", forged), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        await AdminAsync(HttpMethod.Delete, $"keys/{(string)made["key_id"]!}");
        await RequireProblemAsync(await Server.Accounts.SendAsync(HttpMethod.Get, "v1/admin/keys", key), HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [Test]
    public async Task Every_action_is_in_the_audit_log_with_who_what_and_whom_and_a_refused_one_says_so()
    {
        var session = await RegisterAsync();
        await AdminAsync(HttpMethod.Put, $"accounts/{session.Handle}/quota", new { media_bytes_max = 7 });
        await CommandAsync("account", "disable", session.Handle, "x", "1h");
        using var refused = await Server.Accounts.SendAsync(HttpMethod.Delete, $"v1/admin/accounts/{session.Handle}/sessions/{session.AccountText}", _key);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var rows = (await AdminAsync(HttpMethod.Get, "audit?limit=4"))!["rows"]!.AsArray()
            .Select(row => ((string)row!["actor"]!, (string)row["action"]!, (string)row["target"]!, (string)row["outcome"]!)).ToList();
        Assert.That(rows[0], Is.EqualTo((rows[1].Item1, "sessions.revoke", session.AccountText, "NotFound")));
        Assert.That(rows[1].Item1, Does.StartWith("key:"));
        Assert.That(rows[2], Is.EqualTo(("operator", "account.disable", session.AccountText, "begun")));
        Assert.That(rows[3], Is.EqualTo((rows[1].Item1, "account.quota", session.AccountText, "begun")));
        Assert.That(string.Concat(rows), Does.Not.Contain(session.Handle));
    }

    private Task<HttpResponseMessage> SignInAsync(string handle) =>
        Http.PostAsJsonAsync("v1/sessions", new { handle, password = RawAccounts.Password, device_name = "x" });

    private async Task<JsonNode?> AdminAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await Server.Accounts.SendAsync(method, $"v1/admin/{path}", _key, body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private Task<string> CommandAsync(params string[] words) => AdminCommandLine.RunAsync(Server.Server.Options, words);
}
