using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Accounts;

/// <summary>Id tokens that are wrong in one thing: each is refused, and nothing is used up.</summary>
[TestFixture]
internal sealed class OpenIdTokenTests : OpenIdWorld
{
    [OneTimeSetUp]
    public Task StartAsync() => OpenAsync();

    [OneTimeTearDown]
    public Task StopAsync() => CloseAsync();

    /// <summary>Sign-ins of one address are limited by the minute.</summary>
    [SetUp]
    public void LetAMinutePass() => Clock.Advance(TimeSpan.FromMinutes(1));

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

    [Test]
    public async Task A_token_for_several_clients_says_that_it_was_made_for_this_one()
    {
        static Action<Dictionary<string, object>> For(string? party) => claims =>
        {
            claims["aud"] = new[] { TestIssuer.ClientId, "somebody-else" };
            if (party is not null) claims["azp"] = party;
        };
        await RefusedAsync(await TokenAsync("alice", For(null)));
        await RefusedAsync(await TokenAsync("alice", For("somebody-else")));
        await SignInAsync(await TokenAsync("alice", For(TestIssuer.ClientId)));
        await SignInAsync(await TokenAsync("alice", claims => claims["aud"] = new[] { TestIssuer.ClientId }));
    }

    [TestCase("exp", -61, Code.TokenExpired)]
    [TestCase("exp", -20, null)]
    [TestCase("iat", 110, Code.TokenInvalid)]
    [TestCase("iat", 50, null)]
    [TestCase("nbf", 110, Code.TokenInvalid)]
    [TestCase("nbf", 50, null)]
    public async Task Clocks_may_differ_by_a_minute_and_no_more(string claim, int seconds, Code? refusal)
    {
        var token = await TokenAsync("alice", claims => claims[claim] = Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());
        if (refusal is { } code) await RefusedAsync(token, code);
        else await SignInAsync(token);
    }

    [Test]
    public async Task Forged_signatures_are_refused_in_every_way_that_is_known()
    {
        var claims = Issuer.Claims("alice", await NonceAsync(), Clock.GetUtcNow());
        var honest = Issuer.Sign(claims).Split('.');
        var payload = honest[1];
        string Unsigned(object header) => $"{TestIssuer.Part(header)}.{payload}.";
        foreach (var alg in new[] { "none", "None", "NONE", "" }) await RefusedAsync(Unsigned(new { alg, kid = "one" }));
        await RefusedAsync($"{honest[0]}.{payload}.");
        await RefusedAsync($"{honest[0]}.{payload}");
        await RefusedAsync($"{honest[0]}.{TestIssuer.Part(new { iss = Issuer.Address, aud = TestIssuer.ClientId, sub = "admin" })}.{honest[2]}");

        // The public key as a shared secret, in each form that somebody may have it in.
        var rsa = Issuer.Key("one");
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
        await RefusedAsync(Issuer.Sign(claims, header: new() { ["alg"] = "RS256", ["kid"] = "one", ["typ"] = "at+jwt" }));
        await RefusedAsync(Issuer.Sign(claims, header: new() { ["alg"] = "RS256", ["kid"] = "one", ["crit"] = new[] { "exp" } }));
        foreach (var garbage in new[] { "", ".", "..", "...", "a.b.c", new string('x', 20_000), $"{honest[0]}.{payload}.{honest[2]}.x", "é.é.é" }) await RefusedAsync(garbage);

        // All of that has used nothing up.
        await SignInAsync(string.Join('.', honest));
    }
}
