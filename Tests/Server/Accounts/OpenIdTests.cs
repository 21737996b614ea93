using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Signing in through an OpenID Connect issuer: honest tokens, rotated keys, and forgeries.</summary>
[TestFixture]
internal sealed class OpenIdTests
{
    private readonly ShiftedClock _clock = new();
    private TestIssuer _issuer = null!;
    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _server = await TestServer.StartAsync(Trusting, time: _clock);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    private ServerOptions Trusting(ServerOptions options) => options with
    {
        OpenId = [new OpenIdOptions { Name = "Example", Issuer = _issuer.Address, ClientIds = [TestIssuer.ClientId, "the-other-app"] }],
    };

    [Test]
    public async Task The_same_subject_gets_the_same_account_also_after_a_restart_and_another_gets_another()
    {
        var first = await SignInAsync(await TokenAsync("alice", claims =>
        {
            claims["preferred_username"] = "Alice";
            claims["name"] = "Alice Liddell";
        }));
        Assert.That(first.Handle, Is.EqualTo("alice"));
        await _server.StopAsync();
        await _server.StartAgainAsync();
        var again = await SignInAsync(await TokenAsync("alice"));
        Assert.That(again.Account, Is.EqualTo(first.Account));
        var other = await SignInAsync(await TokenAsync("alice2", claims => claims["preferred_username"] = "alice"));
        Assert.That(other.Account, Is.Not.EqualTo(first.Account));
        Assert.That(other.Handle, Does.StartWith("user-"), "the handle is taken");
        var profile = await ReadAsync(other, $"v1/accounts/{first.Account}");
        Assert.That(((string?)profile["display_name"], (string?)profile["kind"]), Is.EqualTo(("Alice Liddell", "person")));
        var files = DiskTraces.Of(_server.Server.Options.DataDirectory);
        Assert.That(files.Hold(first.Account.Value));
        Assert.That(files.Hold("alice") || files.Hold(_issuer.Address), Is.False, "who is who lies under an HMAC and a seal");
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
        _issuer.AddKey("two");
        _clock.Advance(TimeSpan.FromSeconds(61));
        await SignInAsync(await TokenAsync("alice", key: "two"));
        await SignInAsync(await TokenAsync("alice"));

        _clock.Advance(TimeSpan.FromMinutes(61));
        var old = await TokenAsync("alice");
        _issuer.RemoveKey("one");
        await SignInAsync(await TokenAsync("alice", key: "two"));
        await RefusedAsync(old);
    }

    [Test]
    public async Task Made_up_key_ids_do_not_make_the_server_flood_the_issuer()
    {
        await SignInAsync(await TokenAsync("alice"));
        for (var i = 0; i < 5; i++)
            await RefusedAsync(await HeaderAsync(new() { ["alg"] = "RS256", ["kid"] = $"made-up-{i}" }));
        Assert.That(_issuer.Fetches, Is.EqualTo(1));
    }

    [Test]
    public async Task An_issuer_that_is_down_is_taken_at_its_old_word_for_a_day_and_then_not()
    {
        await SignInAsync(await TokenAsync("alice"));
        _issuer.IsDown = true;
        _clock.Advance(TimeSpan.FromHours(2));
        await SignInAsync(await TokenAsync("alice"));
        _clock.Advance(TimeSpan.FromHours(23));
        using var late = await PostAsync(await TokenAsync("alice"));
        await HttpTestBase.RequireProblemAsync(late, HttpStatusCode.ServiceUnavailable, Code.Busy);
    }

    [Test]
    public async Task A_discovery_document_of_another_issuer_is_not_taken()
    {
        _issuer.ClaimedIssuer = "https://accounts.example.org";
        using var refused = await PostAsync(await TokenAsync("alice"));
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.ServiceUnavailable, Code.Busy);
    }

    [TestCase("iss", "https://evil.example")]
    [TestCase("iss", null)]
    [TestCase("aud", "somebody-else")]
    [TestCase("aud", null)]
    [TestCase("azp", "somebody-else")]
    [TestCase("sub", null)]
    [TestCase("sub", "")]
    [TestCase("sub", 7)]
    [TestCase("sub", "two\nlines")]
    [TestCase("nonce", null)]
    [TestCase("nonce", "made-up")]
    [TestCase("nonce", "fcn1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("exp", null)]
    [TestCase("exp", "tomorrow")]
    [TestCase("iat", null)]
    public async Task A_claim_that_is_wrong_or_missing_is_refused(string claim, object? value) => await RefusedAsync(await TokenAsync("alice", claims =>
    {
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;
    }));

    [TestCase("exp", -61, Code.TokenExpired)]
    [TestCase("exp", -20, null)]
    [TestCase("iat", 110, Code.TokenInvalid)]
    [TestCase("iat", 50, null)]
    [TestCase("nbf", 110, Code.TokenInvalid)]
    [TestCase("nbf", 50, null)]
    public async Task Clocks_may_differ_by_a_minute_and_no_more(string claim, int seconds, Code? refusal)
    {
        var token = await TokenAsync("alice", claims => claims[claim] = _clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());
        if (refusal is { } code) await RefusedAsync(token, code);
        else await SignInAsync(token);
    }

    [Test]
    public async Task Forged_signatures_are_refused_in_every_way_that_is_known()
    {
        var claims = _issuer.Claims("alice", await NonceAsync(), _clock.GetUtcNow());
        var honest = _issuer.Sign(claims).Split('.');
        var payload = honest[1];
        string Unsigned(object header) => $"{TestIssuer.Part(header)}.{payload}.";
        foreach (var alg in new[] { "none", "None", "NONE", "" }) await RefusedAsync(Unsigned(new { alg, kid = "one" }));
        await RefusedAsync($"{honest[0]}.{payload}.");
        await RefusedAsync($"{honest[0]}.{payload}");
        await RefusedAsync($"{honest[0]}.{TestIssuer.Part(new { iss = _issuer.Address, aud = TestIssuer.ClientId, sub = "admin" })}.{honest[2]}");

        // The public key as a shared secret, in each form that somebody may have it in.
        var rsa = _issuer.Key("one");
        foreach (var secret in new[]
        {
            rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), rsa.ExportParameters(false).Modulus!,
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
        })
        {
            var content = $"{TestIssuer.Part(new { alg = "HS256", kid = "one" })}.{payload}";
            await RefusedAsync($"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)))}");
        }

        // Somebody else's key: under the issuer's key id, under its own, and brought along.
        using var own = RSA.Create(2_048);
        var parameters = own.ExportParameters(false);
        var jwk = new { kty = "RSA", n = Base64Url.EncodeToString(parameters.Modulus!), e = Base64Url.EncodeToString(parameters.Exponent!) };
        foreach (var header in new object[]
        {
            new { alg = "RS256", kid = "one" }, new { alg = "RS256", kid = "mine" }, new { alg = "RS256" }, new { alg = "RS256", kid = "" },
            new { alg = "RS256", kid = "one", jwk }, new { alg = "RS256", kid = "one", jku = "https://evil.example/keys" },
        })
        {
            var content = $"{TestIssuer.Part(header)}.{payload}";
            await RefusedAsync($"{content}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}");
        }

        // Signed by the issuer, but something else than an id token.
        await RefusedAsync(_issuer.Sign(claims, header: new() { ["alg"] = "RS256", ["kid"] = "one", ["typ"] = "at+jwt" }));
        await RefusedAsync(_issuer.Sign(claims, header: new() { ["alg"] = "RS256", ["kid"] = "one", ["crit"] = new[] { "exp" } }));
        foreach (var garbage in new[] { "", ".", "..", "...", "a.b.c", new string('x', 20_000), $"{honest[0]}.{payload}.{honest[2]}.x", "é.é.é" }) await RefusedAsync(garbage);

        // All of that has used nothing up.
        await SignInAsync(string.Join('.', honest));
    }

    [Test]
    public async Task A_token_is_good_once_and_a_nonce_ends()
    {
        var token = await TokenAsync("alice");
        await SignInAsync(token);
        await RefusedAsync(token);
        var late = await NonceAsync();
        _clock.Advance(TimeSpan.FromMinutes(11));
        await RefusedAsync(_issuer.Sign(_issuer.Claims("alice", late, _clock.GetUtcNow())));
    }

    [TestCase(RegistrationMode.Closed, false, Code.RegistrationClosed)]
    [TestCase(RegistrationMode.Invitation, false, Code.InvitationInvalid)]
    [TestCase(RegistrationMode.Closed, true, null)]
    [TestCase(RegistrationMode.Invitation, true, null)]
    public async Task Accounts_are_made_as_far_as_registration_or_the_issuer_s_option_allows(RegistrationMode mode, bool makes, Code? refusal)
    {
        await using var server = await TestServer.StartAsync(
            options => Trusting(options) with { Registration = mode, OpenId = [Trusting(options).OpenId[0] with { MakesAccounts = makes }] }, time: _clock);
        using var answer = await PostAsync(await TokenAsync("alice", server: server), server);
        if (refusal is { } code)
            Assert.That((int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!, Is.EqualTo((int)code));
        else
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Clients_are_told_whom_this_server_trusts()
    {
        var found = JsonNode.Parse(await _server.Http.GetStringAsync(".well-known/fastchat"))!;
        Assert.That(found["openid"]!.ToJsonString(), Is.EqualTo($$"""[{"name":"Example","issuer":"{{_issuer.Address}}","client_id":"the-app"}]"""));
        await using var without = await TestServer.StartAsync();
        using var refused = await without.Http.PostAsync("v1/sessions/oidc/nonce", null);
        await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.NotImplemented, Code.NotSupported);
    }

    private async Task<string> NonceAsync(TestServer? server = null)
    {
        using var answer = await (server ?? _server).Http.PostAsync("v1/sessions/oidc/nonce", null);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["nonce"]!;
    }

    private async Task<string> TokenAsync(string subject, Action<Dictionary<string, object>>? change = null, string key = "one", TestServer? server = null)
    {
        var claims = _issuer.Claims(subject, await NonceAsync(server), _clock.GetUtcNow());
        change?.Invoke(claims);
        return _issuer.Sign(claims, key);
    }

    private async Task<string> HeaderAsync(Dictionary<string, object> header) =>
        _issuer.Sign(_issuer.Claims("alice", await NonceAsync(), _clock.GetUtcNow()), header: header);

    private Task<HttpResponseMessage> PostAsync(string token, TestServer? server = null) =>
        (server ?? _server).Http.PostAsJsonAsync("v1/sessions/oidc", new { id_token = token, device_name = "browser" });

    private async Task<RawSession> SignInAsync(string token)
    {
        using var answer = await PostAsync(token);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<RawSession>())!;
    }

    private async Task RefusedAsync(string token, Code code = Code.TokenInvalid)
    {
        using var answer = await PostAsync(token);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge) return;
        await HttpTestBase.RequireProblemAsync(answer, HttpStatusCode.Unauthorized, code);
    }

    private async Task<JsonNode> ReadAsync(RawSession session, string path)
    {
        using var answer = await _server.Accounts.SendAsync(HttpMethod.Get, path, session.AccessToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
