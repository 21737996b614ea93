using System.Net;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Signing in through an OpenID Connect issuer: who gets which account, rotated keys, and an issuer that is down.</summary>
[TestFixture]
internal sealed class OpenIdTests : OpenIdWorld
{
    [OneTimeSetUp]
    public Task StartAsync() => OpenAsync();

    [OneTimeTearDown]
    public Task StopAsync() => CloseAsync();

    /// <summary>What the server knew of the issuer's keys is too old by then.</summary>
    [SetUp]
    public void Begin()
    {
        Issuer.Reset();
        Clock.Advance(TimeSpan.FromHours(25));
    }

    [Test]
    public async Task The_same_subject_gets_the_same_account_also_after_a_restart_and_another_gets_another()
    {
        var first = await SignInAsync(await TokenAsync("carroll", claims =>
        {
            claims["preferred_username"] = "Carroll";
            claims["name"] = "Lewis Carroll";
        }));
        Assert.That(first.Handle, Is.EqualTo("carroll"));
        await Server.StopAsync();
        await Server.StartAgainAsync();
        var again = await SignInAsync(await TokenAsync("carroll"));
        Assert.That(again.Account, Is.EqualTo(first.Account));
        var other = await SignInAsync(await TokenAsync("carroll2", claims => claims["preferred_username"] = "carroll"));
        Assert.That(other.Account, Is.Not.EqualTo(first.Account));
        Assert.That(other.Handle, Does.StartWith("user-"), "the handle is taken");
        var profile = await ReadAsync(other, $"v1/accounts/{first.Account}");
        Assert.That(((string?)profile["display_name"], (string?)profile["kind"]), Is.EqualTo(("Lewis Carroll", "person")));
        var files = DiskTraces.Of(Server.Server.Options.DataDirectory);
        Assert.That(files.Hold(first.Account.Value));
        Assert.That(files.Hold("carroll") || files.Hold(Issuer.Address), Is.False, "who is who lies under an HMAC and a seal");
    }

    [Test]
    public async Task Of_many_first_sign_ins_at_once_one_account_comes_out()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TokenAsync("bob")));
        var answers = await Task.WhenAll(tokens.Select(token => PostAsync(token)));
        var accounts = new HashSet<string>();
        foreach (var answer in answers)
        {
            if (answer.IsSuccessStatusCode) accounts.Add((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["account_id"]!);
            else await HttpTestBase.RequireProblemAsync(answer, HttpStatusCode.ServiceUnavailable, Code.Busy);
            answer.Dispose();
        }

        accounts.Add((await SignInAsync(await TokenAsync("bob"))).AccountText);
        Assert.That(accounts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_rotated_key_works_at_once_and_a_withdrawn_one_ends()
    {
        await SignInAsync(await TokenAsync("alice"));
        Issuer.AddKey("two");
        Clock.Advance(TimeSpan.FromSeconds(61));
        await SignInAsync(await TokenAsync("alice", key: "two"));
        await SignInAsync(await TokenAsync("alice"));

        Clock.Advance(TimeSpan.FromMinutes(61));
        var old = await TokenAsync("alice");
        Issuer.RemoveKey("one");
        await SignInAsync(await TokenAsync("alice", key: "two"));
        await RefusedAsync(old);
    }

    [Test]
    public async Task Made_up_key_ids_do_not_make_the_server_flood_the_issuer()
    {
        await SignInAsync(await TokenAsync("alice"));
        for (var i = 0; i < 5; i++)
            await RefusedAsync(await HeaderAsync(new() { ["alg"] = "RS256", ["kid"] = $"made-up-{i}" }));
        Assert.That(Issuer.Fetches, Is.EqualTo(1));
    }

    [Test]
    public async Task An_issuer_that_is_down_is_taken_at_its_old_word_for_a_day_and_then_not()
    {
        await SignInAsync(await TokenAsync("alice"));
        Issuer.IsDown = true;
        Clock.Advance(TimeSpan.FromHours(2));
        await SignInAsync(await TokenAsync("alice"));
        Clock.Advance(TimeSpan.FromHours(23));
        using var late = await PostAsync(await TokenAsync("alice"));
        await HttpTestBase.RequireProblemAsync(late, HttpStatusCode.ServiceUnavailable, Code.Busy);
    }

    [Test]
    public async Task A_discovery_document_of_another_issuer_is_not_taken()
    {
        Issuer.ClaimedIssuer = "https://accounts.example.org";
        using var refused = await PostAsync(await TokenAsync("alice"));
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.ServiceUnavailable, Code.Busy);
    }

    [Test]
    public async Task A_token_is_good_once_and_a_nonce_ends()
    {
        var token = await TokenAsync("alice");
        await SignInAsync(token);
        await RefusedAsync(token);
        var late = await NonceAsync();
        Clock.Advance(TimeSpan.FromMinutes(11));
        await RefusedAsync(Issuer.Sign(Issuer.Claims("alice", late, Clock.GetUtcNow())));
    }

    [TestCase(RegistrationMode.Closed, false, Code.RegistrationClosed)]
    [TestCase(RegistrationMode.Invitation, false, Code.InvitationInvalid)]
    [TestCase(RegistrationMode.Closed, true, null)]
    [TestCase(RegistrationMode.Invitation, true, null)]
    public async Task Accounts_are_made_as_far_as_registration_or_the_issuer_s_option_allows(RegistrationMode mode, bool makes, Code? refusal)
    {
        await using var server = await TestServer.StartAsync(
            options => Trusting(options) with { Registration = mode, OpenId = [Trusting(options).OpenId[0] with { MakesAccounts = makes }] }, time: Clock);
        using var answer = await PostAsync(await TokenAsync("alice", server: server), server);
        if (refusal is { } code)
            Assert.That((int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!, Is.EqualTo((int)code));
        else
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Clients_are_told_whom_this_server_trusts()
    {
        var found = JsonNode.Parse(await Server.Http.GetStringAsync(".well-known/fastchat"))!;
        Assert.That(found["openid"]!.ToJsonString(), Is.EqualTo($$"""[{"name":"Example","issuer":"{{Issuer.Address}}","client_id":"the-app"}]"""));
        await using var without = await TestServer.StartAsync();
        using var refused = await without.Http.PostAsync("v1/sessions/oidc/nonce", null);
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.NotImplemented, Code.NotSupported);
    }
}
