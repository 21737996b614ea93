using System.Net;
using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Bots and their tokens, over HTTP and the wire.</summary>
[TestFixture]
internal sealed class BotTests : ProofWorld
{
    [Test]
    public async Task Scopes_are_held_on_the_wire_and_over_HTTP_also_after_a_restart()
    {
        var (bot, _, token) = await NewTokenAsync("send");
        var session = await SignInAsync(token);
        Assert.That(session.AccountText, Is.EqualTo(bot));
        await RestartAsync();
        await using (var sender = await Server.ConnectAsync(session))
        {
            var direct = await sender.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = Ada.Account.ToByteString() } });
            Assert.That(direct.Conversation, Is.Not.Null);
            var id = DirectConversation.Id(session.Account, Ada.Account, Encryption.None);
            Assert.That((await sender.SendAsync(id, 1, RawEntries.Text("hello")))[0].Code, Is.EqualTo(Code.Unspecified));
            var group = await sender.RequestAsync(new ClientFrame { CreateGroup = NewGroup() });
            Assert.That(group.Error.Code, Is.EqualTo(Code.ScopeMissing));
        }

        await RefusedAsync(HttpStatusCode.Forbidden, Code.ScopeMissing, HttpMethod.Patch, "v1/accounts/me", session, new { about = "x" });
        await RefusedAsync(HttpStatusCode.Forbidden, Code.ScopeMissing, HttpMethod.Post, "v1/bots", session, new { handle = NameOf("subbot") });

        var (_, _, weak) = await NewTokenAsync("groups", "profile");
        var reader = await SignInAsync(weak);
        await ReadAsync(HttpMethod.Patch, "v1/accounts/me", reader, new { about = "reads" });
        await RefusedAsync(HttpStatusCode.Forbidden, Code.Forbidden, HttpMethod.Post, "v1/bots", reader, new { handle = "subbot" });
        using var upload = await Server.Accounts.SendAsync(HttpMethod.Post, "v1/media", reader.AccessToken, new StringContent("x"));
        await Http.HttpTestBase.RequireProblemAsync(upload, HttpStatusCode.Forbidden, Code.ScopeMissing);
        await using var mute = await Server.ConnectAsync(reader);
        var made = await mute.RequestAsync(new ClientFrame { CreateGroup = NewGroup() });
        ConversationId.TryRead(made.Conversation.ConversationId.Span, out var own);
        Assert.That((await mute.SendAsync(own, 1, RawEntries.Text("hello")))[0].Code, Is.EqualTo(Code.ScopeMissing));
        Assert.That((await mute.RequestAsync(new ClientFrame { FetchHistory = new FetchHistory { ConversationId = own.ToByteString() } })).HistoryPage, Is.Not.Null);
    }

    [Test]
    public async Task Revoking_a_token_signs_out_what_signed_in_with_it_and_nothing_else()
    {
        var (bot, id, token) = await NewTokenAsync("send");
        var other = await ReadAsync(HttpMethod.Post, $"v1/bots/{bot}/tokens", Ada, new { name = "other", scopes = new[] { "send" } });
        var (first, second) = (await SignInAsync(token), await SignInAsync((string)other["token"]!));
        await using var connection = await Server.ConnectAsync(first);
        await ReadAsync(HttpMethod.Delete, $"v1/bots/{bot}/tokens/{id}", Ada);
        Assert.That((await connection.Closed)!.Code, Is.EqualTo(Code.CloseRevoked));
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Get, "v1/accounts/me", first, null);
        Assert.ThrowsAsync<InvalidOperationException>(() => Server.Accounts.RefreshAsync(first.RefreshToken));
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Post, "v1/sessions/bot", null, new { token, device_name = "x" });
        await ReadAsync(HttpMethod.Get, "v1/accounts/me", second);
    }

    [Test]
    public async Task A_token_ends_by_itself_and_so_does_what_signed_in_with_it()
    {
        var (bot, _, _) = await NewTokenAsync("send");
        var brief = await ReadAsync(HttpMethod.Post, $"v1/bots/{bot}/tokens", Ada, new { name = "brief", scopes = Array.Empty<string>(), expires_after_days = 1 });
        var session = await SignInAsync((string)brief["token"]!);
        Clock.Advance(TimeSpan.FromHours(25));
        session = await Server.Accounts.RefreshAsync(session.RefreshToken);
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Get, "v1/accounts/me", session, null);
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenExpired, HttpMethod.Post, "v1/sessions/bot", null, new { token = (string)brief["token"]!, device_name = "x" });
    }

    [Test]
    public async Task Tokens_are_listed_with_their_last_use_to_their_owner_alone()
    {
        var (bot, id, token) = await NewTokenAsync("send", "profile");
        var before = (await ReadAsync(HttpMethod.Get, $"v1/bots/{bot}/tokens", Ada))["tokens"]![0]!;
        Assert.That(before["last_used_ms"], Is.Null);
        await SignInAsync(token);
        await RestartAsync();
        var after = (await ReadAsync(HttpMethod.Get, $"v1/bots/{bot}/tokens", Ada))["tokens"]![0]!;
        Assert.That(((string?)after["token_id"], (string?)after["name"]), Is.EqualTo((id, "ci")));
        Assert.That(after["scopes"]!.ToJsonString(), Is.EqualTo("""["send","profile"]"""));
        Assert.That((long)after["last_used_ms"]!, Is.EqualTo(Clock.GetUtcNow().ToUnixTimeMilliseconds()).Within(60_000));
        Assert.That(after["token"], Is.Null);

        var grace = await Server.RegisterAsync(NameOf("grace"));
        await RefusedAsync(HttpStatusCode.NotFound, Code.NotFound, HttpMethod.Get, $"v1/bots/{bot}/tokens", grace, null);
        await RefusedAsync(HttpStatusCode.NotFound, Code.NotFound, HttpMethod.Post, $"v1/bots/{bot}/tokens", grace, new { name = "x", scopes = Array.Empty<string>() });
        await RefusedAsync(HttpStatusCode.NotFound, Code.NotFound, HttpMethod.Delete, $"v1/bots/{bot}/tokens/{id}", grace, null);
        await RefusedAsync(HttpStatusCode.NotFound, Code.NotFound, HttpMethod.Delete, $"v1/bots/{bot}", grace, null);
        await RefusedAsync(HttpStatusCode.NotFound, Code.NotFound, HttpMethod.Delete, $"v1/bots/{Ada.AccountText}", Ada, null);
        await RefusedAsync(HttpStatusCode.BadRequest, Code.Malformed, HttpMethod.Post, $"v1/bots/{bot}/tokens", Ada, new { name = "x", scopes = new[] { "everything" } });
        foreach (var days in new[] { 0, -1, 3_651, int.MaxValue })
            await RefusedAsync(HttpStatusCode.BadRequest, Code.Malformed, HttpMethod.Post, $"v1/bots/{bot}/tokens", Ada, new { name = "x", scopes = Array.Empty<string>(), expires_after_days = days });
    }

    [Test]
    public async Task An_ended_bot_is_signed_out_and_its_handle_is_free()
    {
        var (bot, _, token) = await NewTokenAsync("send");
        var session = await SignInAsync(token);
        await ReadAsync(HttpMethod.Delete, $"v1/bots/{bot}", Ada);
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Get, "v1/accounts/me", session, null);
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Post, "v1/sessions/bot", null, new { token, device_name = "x" });
        Assert.That((await ReadAsync(HttpMethod.Get, "v1/bots", Ada))["bots"]!.AsArray(), Is.Empty);
        await RefusedAsync(HttpStatusCode.NotFound, Code.AccountNotFound, HttpMethod.Get, $"v1/accounts/by-handle/{session.Handle}", Ada, null);
    }

    [Test]
    public async Task A_made_up_token_is_none_and_a_real_one_is_kept_as_a_hash_and_never_logged()
    {
        var (_, _, token) = await NewTokenAsync("send");
        foreach (var forged in new[] { token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), "fcb1.", Ada.RefreshToken, Ada.AccessToken, "" })
            await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Post, "v1/sessions/bot", null, new { token = forged, device_name = "x" });
        var session = await SignInAsync(token);
        var kept = Server.Server.Services.GetRequiredService<ChatDatabase>().Bots.ReadTokens(session.Account).Single().Record;
        Assert.That(kept.Hash, Is.EqualTo(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token))));
        RequireNoTrace(token, session.RefreshToken, session.AccessToken);
    }

    private static CreateGroup NewGroup() => new()
    {
        ConversationId = new IdSource(TimeProvider.System).NewId<ConversationId>().ToByteString(),
        Title = "a group",
    };

    private async Task<(string Bot, string Id, string Token)> NewTokenAsync(params string[] scopes)
    {
        var bot = await ReadAsync(HttpMethod.Post, "v1/bots", Ada, new { handle = NameOf($"bot{scopes.Length}{scopes[0]}"), display_name = "A bot" });
        Assert.That((string?)bot["kind"], Is.EqualTo("bot"));
        var made = await ReadAsync(HttpMethod.Post, $"v1/bots/{bot["account_id"]}/tokens", Ada, new { name = "ci", scopes });
        return ((string)bot["account_id"]!, (string)made["token_id"]!, (string)made["token"]!);
    }

    private async Task<RawSession> SignInAsync(string token) => System.Text.Json.JsonSerializer.Deserialize<RawSession>(
        await ReadAsync(HttpMethod.Post, "v1/sessions/bot", null, new { token, device_name = "robot" }))!;
}
