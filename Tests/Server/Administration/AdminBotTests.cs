using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Administration;

/// <summary>Invitations, bots and second steps, as administrators manage them by command and over HTTP.</summary>
public sealed class AdminBotTests : HttpTestBase
{
    [Test]
    public async Task An_administrator_makes_bots_and_tokens_for_others_lists_them_and_ends_them()
    {
        var owner = await RegisterAsync();
        var handle = NewHandle();
        var bot = await CommandAsync("bot", "create", owner.Handle, handle, "Build bot");
        Assert.That(((string?)bot["kind"], (string?)bot["display_name"]), Is.EqualTo(("bot", "Build bot")));
        var token = await CommandAsync("token", "create", handle, "ci", "send,profile", "30");
        var session = await SignInAsync((string)token["token"]!);
        Assert.That(session.AccountText, Is.EqualTo((string?)bot["account_id"]));

        var listed = (await CommandAsync("tokens", handle))["tokens"]![0]!;
        Assert.That(((string?)listed["token_id"], listed["token"] is null), Is.EqualTo(((string?)token["token_id"], true)));
        Assert.That(listed["scopes"]!.ToJsonString(), Is.EqualTo("""["send","profile"]"""));
        Assert.That((await CommandAsync("bots", owner.Handle))["bots"]!.AsArray(), Has.Count.EqualTo(1));
        var shown = await CommandAsync("account", "show", handle);
        Assert.That(((string?)shown["kind"], (string?)shown["owner_id"]), Is.EqualTo(("bot", owner.AccountText)));

        await CommandAsync("token", "revoke", handle, (string)token["token_id"]!);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", session), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        var reading = await SignInAsync((string)(await CommandAsync("token", "create", handle, "reads", "read"))["token"]!);
        await RequireProblemAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", reading, new { about = "x" }), HttpStatusCode.Forbidden, Code.ScopeMissing);
        await CommandAsync("bot", "end", handle);
        await RequireProblemAsync(await SendAsync(HttpMethod.Get, "v1/accounts/me", reading), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        Assert.That((await CommandAsync("bots", owner.Handle))["bots"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task What_is_no_bot_has_no_tokens_and_a_bot_owns_none()
    {
        var (owner, key) = (await RegisterAsync(), (string)(await CommandAsync("key", "create", "tests"))["key"]!);
        var bot = (string)(await CommandAsync("bot", "create", owner.Handle, NewHandle()))["account_id"]!;
        foreach (var (path, status, code) in new[]
        {
            ($"bots/{owner.AccountText}/tokens", HttpStatusCode.NotFound, Code.NotFound),
            ("bots/nobody-here/tokens", HttpStatusCode.NotFound, Code.AccountNotFound),
        })
        {
            await RequireProblemAsync(await AdminAsync(key, HttpMethod.Get, path), status, code);
        }

        await RequireProblemAsync(
            await AdminAsync(key, HttpMethod.Post, $"accounts/{bot}/bots", new { handle = NewHandle() }), HttpStatusCode.Forbidden, Code.Forbidden);
        await RequireProblemAsync(
            await AdminAsync(key, HttpMethod.Delete, $"bots/{bot}/tokens/{bot}"), HttpStatusCode.NotFound, Code.NotFound);
    }

    [Test]
    public async Task A_second_step_whose_phone_is_lost_is_switched_off()
    {
        var session = await RegisterAsync();
        var secret = (string)(await ReadAsync(await SendAsync(HttpMethod.Post, "v1/accounts/me/two-step", session, new { password = RawAccounts.Password })))["secret"]!;
        var code = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(secret)).ComputeTotp();
        await ReadAsync(await SendAsync(HttpMethod.Post, "v1/accounts/me/two-step/confirm", session, new { code }));
        Assert.That((bool)(await CommandAsync("account", "show", session.Handle))["two_step"]!);
        await CommandAsync("account", "two-step-off", session.Handle);
        Assert.That((await Server.Accounts.SignInAsync(session.Handle)).Account, Is.EqualTo(session.Account));
    }

    private async Task<JsonNode> CommandAsync(params string[] words)
    {
        var said = await AdminCommandLine.RunAsync(Server.Server.Options, words);
        return said.StartsWith('{') ? JsonNode.Parse(said)! : new JsonObject();
    }

    private Task<HttpResponseMessage> AdminAsync(string key, HttpMethod method, string path, object? body = null) =>
        Server.Accounts.SendAsync(method, $"v1/admin/{path}", key, body is null ? null : JsonContent.Create(body));

    private async Task<RawSession> SignInAsync(string token)
    {
        using var answer = await SendAsync(HttpMethod.Post, "v1/sessions/bot", null, new { token, device_name = "robot" });
        return (await answer.Content.ReadFromJsonAsync<RawSession>())!;
    }
}
