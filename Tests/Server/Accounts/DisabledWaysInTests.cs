using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Administration;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Whom an administrator has disabled comes in no more, whichever way, and who is banned by address reaches none of the ways.</summary>
[TestFixture]
internal sealed class DisabledWaysInTests : ProofWorld
{
    private const string BackendKey = "a-key-of-the-operator-s-backend-0001";

    private TestIssuer _issuer = null!;

    [OneTimeTearDown]
    public async Task StopIssuerAsync() => await _issuer.DisposeAsync();

    protected override async Task PrepareAsync() => _issuer = await TestIssuer.StartAsync();

    protected override ServerOptions Change(ServerOptions options) => base.Change(options) with
    {
        GuestDays = 10,
        BackendKeys = [BackendKey],
        OpenId = [new OpenIdOptions { Name = "Example", Issuer = _issuer.Address, ClientIds = [TestIssuer.ClientId] }],
    };

    [Test]
    public async Task A_disabled_guest_is_signed_out_and_becomes_no_account()
    {
        var guest = await SessionAsync("v1/accounts/guests", new { device_name = "x" });
        await DisableAsync(guest.AccountText);
        await RefusedAsync(
            HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Post, "v1/accounts/me/upgrade", guest, new { handle = NameOf("grace"), password = RawAccounts.Password });
        Assert.ThrowsAsync<InvalidOperationException>(() => Server.Accounts.RefreshAsync(guest.RefreshToken));
        await RefusedAsync(HttpStatusCode.NotFound, Code.AccountNotFound, HttpMethod.Get, $"v1/accounts/by-handle/{NameOf("grace")}", Ada, null);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_token_of_a_bot_that_is_disabled_or_whose_owner_is_signs_nobody_in(bool owner)
    {
        var bot = (string)(await ReadAsync(HttpMethod.Post, "v1/bots", Ada, new { handle = NameOf("robot") }))["account_id"]!;
        var token = (string)(await ReadAsync(HttpMethod.Post, $"v1/bots/{bot}/tokens", Ada, new { name = "x", scopes = new[] { "send" } }))["token"]!;
        var session = await SessionAsync("v1/sessions/bot", new { token, device_name = "x" });
        await using var connection = await Server.ConnectAsync(session);
        await DisableAsync(owner ? Handle : bot);
        Assert.That((await connection.Closed)!.Code, Is.EqualTo(Code.CloseRevoked));
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Get, "v1/accounts/me", session, null);
        Assert.ThrowsAsync<InvalidOperationException>(() => Server.Accounts.RefreshAsync(session.RefreshToken));
        await DisabledAsync("v1/sessions/bot", new { token, device_name = "x" });
        await RunAsync("account", "enable", owner ? Handle : bot);
        await SessionAsync("v1/sessions/bot", new { token, device_name = "x" });
    }

    [Test]
    public async Task A_webhook_of_somebody_disabled_or_gone_takes_no_message()
    {
        var grace = await Server.RegisterAsync(NameOf("grace"));
        string address;
        await using (var client = await Server.ConnectAsync(Ada))
        {
            var group = new IdSource(TimeProvider.System).NewId<ConversationId>().ToByteString();
            await client.RequestAsync(new ClientFrame { CreateGroup = new CreateGroup { ConversationId = group, Title = "group" } });
            await client.RequestAsync(new ClientFrame { AddMembers = new AddMembers { ConversationId = group, Accounts = { grace.Account.ToByteString() } } });
            var made = await client.RequestAsync(new ClientFrame { CreateWebhook = new CreateWebhook { ConversationId = group, Name = "CI" } });
            address = $"v1/hooks/{made.WebhookCreated.Token}";
        }

        await ReadAsync(HttpMethod.Post, address, null, new { text = "before" });
        await DisableAsync(Handle);
        await DisabledAsync(address, new { text = "after" });
        await RunAsync("account", "enable", Handle);
        await ReadAsync(HttpMethod.Post, address, null, new { text = "again" });
        await RunAsync("account", "delete", Handle, "keep", "0");
        await Conditions.Until(() => Server.Server.Services.Database().Accounts.Read(Ada.Account) is null);
        await RefusedAsync(HttpStatusCode.NotFound, Code.NotFound, HttpMethod.Post, address, null, new { text = "from beyond" });
    }

    [Test]
    public async Task An_issuer_s_word_and_the_backend_s_sign_nobody_in_who_is_disabled()
    {
        var known = await SessionAsync("v1/sessions/oidc", await IdTokenAsync());
        await DisableAsync(known.AccountText);
        await DisabledAsync("v1/sessions/oidc", await IdTokenAsync());

        var customer = await MintAsync();
        Assert.That(customer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await DisableAsync((string)JsonNode.Parse(await customer.Content.ReadAsStringAsync())!["account_id"]!);
        using var refused = await MintAsync();
        await Http.HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Forbidden, Code.AccountDisabled);
        customer.Dispose();
    }

    [Test]
    public async Task Neither_a_reset_password_nor_the_second_step_of_a_sign_in_under_way_lets_in()
    {
        await ReadAsync(HttpMethod.Put, "v1/accounts/me/email", Ada, new { email = Address, password = RawAccounts.Password });
        await ReadAsync(HttpMethod.Post, "v1/accounts/me/email/verify", Ada, new { code = (await Relay.NextAsync()).Code });
        var (secret, _) = await EnrolAsync();
        var ticket = await TicketAsync();
        await ReadAsync(HttpMethod.Post, "v1/password-resets", null, new { handle = Handle });
        var code = (await Relay.NextAsync()).Code;
        await DisableAsync(Handle);
        await DisabledAsync("v1/sessions/second-step", new { ticket, code = NextCode(secret), device_name = "x" });
        await ReadAsync(HttpMethod.Post, "v1/password-resets/complete", null, new { handle = Handle, code, new_password = "a better horse" });
        await DisabledAsync("v1/sessions", new { handle = Handle, password = "a better horse", device_name = "x" });
    }

    [Test]
    public async Task A_bot_and_a_guest_get_no_password_and_administer_nothing()
    {
        var bot = (string)(await ReadAsync(HttpMethod.Post, "v1/bots", Ada, new { handle = NameOf("robot") }))["account_id"]!;
        var guest = (await SessionAsync("v1/accounts/guests", new { device_name = "x" })).AccountText;
        var key = (string)JsonNode.Parse(await RunAsync("key", "create", "tests"))!["key"]!;
        foreach (var path in new[] { $"{bot}/admin", $"{guest}/admin", $"{bot}/password", $"{guest}/password" })
        {
            var method = path.EndsWith("admin", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Post;
            using var refused = await Server.Accounts.SendAsync(method, $"v1/admin/accounts/{path}", key, JsonContent.Create(new { }));
            await Http.HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Forbidden, Code.Forbidden);
        }
    }

    [Test]
    public async Task A_banned_address_reaches_none_of_the_ways_in()
    {
        var ban = (string)JsonNode.Parse(await RunAsync("ban", "127.0.0.0/8"))!["ban_id"]!;
        foreach (var path in new[]
        {
            "accounts", "accounts/guests", "sessions", "sessions/second-step", "sessions/refresh", "sessions/bot", "sessions/oidc/nonce", "sessions/oidc",
            "server/sessions", "password-resets", "password-resets/complete", "hooks/x",
        })
        {
            await RefusedAsync(HttpStatusCode.Forbidden, Code.AddressBanned, HttpMethod.Post, $"v1/{path}", null, new { });
        }

        await RunAsync("unban", ban);
    }

    private Task<string> DisableAsync(string account) => RunAsync("account", "disable", account, "spam");

    private Task<string> RunAsync(params string[] words) => AdminCommandLine.RunAsync(Server.Server.Options, words);

    private Task DisabledAsync(string path, object body) =>
        RefusedAsync(HttpStatusCode.Forbidden, Code.AccountDisabled, HttpMethod.Post, path, null, body);

    private async Task<RawSession> SessionAsync(string path, object body) =>
        (await ReadAsync(HttpMethod.Post, path, null, body)).Deserialize<RawSession>()!;

    private async Task<object> IdTokenAsync()
    {
        var nonce = (string)(await ReadAsync(HttpMethod.Post, "v1/sessions/oidc/nonce"))["nonce"]!;
        return new { id_token = _issuer.Sign(_issuer.Claims(NameOf("alice"), nonce, Clock.GetUtcNow())), device_name = "browser" };
    }

    private Task<HttpResponseMessage> MintAsync() => Server.Accounts.SendAsync(
        HttpMethod.Post, "v1/server/sessions", BackendKey, JsonContent.Create(new { external_id = NameOf("customer"), device_name = "phone" }));
}
