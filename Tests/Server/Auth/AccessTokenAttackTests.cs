using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Server.Auth;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Server.Auth;

/// <summary>S3: what an attacker may send instead of a token. Everything is signed with the right key where that helps him.</summary>
public sealed class AccessTokenAttackTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccountId Account = new(1);
    private static readonly DeviceId Device = new(2);
    private static readonly string Kid = Convert.ToHexStringLower(SHA256.HashData(Secret).AsSpan(0, 8));

    private FakeTimeProvider _time = null!;
    private Devices _devices = null!;

    private static string GoodHeader => $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}"}""";

    [SetUp]
    public void Reset() => (_time, _devices) = (new FakeTimeProvider(Now), new Devices());

    [Test]
    public void The_forged_tokens_below_would_pass_if_they_were_not_forged()
    {
        Assert.That(Tokens().TryValidate(Sign(GoodHeader, Payload()), out var claims, out _), Is.True);
        Assert.That(claims, Is.EqualTo(new AccessClaims(Account, Device, 7, Now.AddMinutes(15))));
        Assert.That(Tokens().TryValidate(Tokens().Issue(Account, Device, out _), out _, out _), Is.True);
    }

    [TestCaseSource(nameof(Attacks))]
    public void A_forged_token_is_refused(string token)
    {
        Assert.That(Tokens().TryValidate(token, out var claims, out var refusal), Is.False);
        Assert.That(claims, Is.Null);
        Assert.That(refusal, Is.EqualTo(Code.TokenInvalid));
    }

    [Test]
    public void An_expired_token_says_so_after_the_allowed_skew()
    {
        var token = Tokens().Issue(Account, Device, out var expires);
        _time.SetUtcNow(expires.AddSeconds(AuthLimits.ClockSkewSeconds - 1));
        Assert.That(Tokens().TryValidate(token, out _, out _), Is.True);
        _time.SetUtcNow(expires.AddSeconds(AuthLimits.ClockSkewSeconds));
        Assert.That(Tokens().TryValidate(token, out _, out var refusal), Is.False);
        Assert.That(refusal, Is.EqualTo(Code.TokenExpired));
    }

    [TestCase(true, 7u)]
    [TestCase(false, 8u)]
    public void A_token_of_a_device_that_was_signed_out_or_signed_in_again_is_refused(bool revoked, uint family)
    {
        var token = Tokens().Issue(Account, Device, out _);
        _devices.State = new DeviceState(family, revoked);
        Assert.That(Tokens().TryValidate(token, out _, out var refusal), Is.False);
        Assert.That(refusal, Is.EqualTo(Code.TokenInvalid));
    }

    [Test]
    public void A_token_of_a_device_without_a_row_is_refused()
    {
        var token = Tokens().Issue(Account, Device, out _);
        _devices.State = null;
        Assert.That(Tokens().TryValidate(token, out _, out _), Is.False);
    }

    [Test]
    public void There_are_at_least_forty_attacks() => Assert.That(Attacks().Count(), Is.GreaterThanOrEqualTo(40));

    [Test]
    public void A_megabyte_costs_no_more_than_looking_at_its_length()
    {
        var token = new string('a', 1 << 20);
        var tokens = Tokens();
        tokens.TryValidate(token, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        tokens.TryValidate(token, out _, out _);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_024));
    }

    private static IEnumerable<TestCaseData> Attacks()
    {
        TestCaseData Case(string name, string? token) => new TestCaseData(token).SetArgDisplayNames(name);
        TestCaseData Header(string name, string header) => Case(name, Sign(header, Payload()));
        TestCaseData Body(string name, string payload) => Case(name, Sign(GoodHeader, payload));
        var now = Now.ToUnixTimeSeconds();

        yield return Case("nothing", null);
        yield return Case("empty", "");
        yield return Case("words", "let me in");
        yield return Case("dots", "..");
        yield return Case("two parts", Sign(GoodHeader, Payload())[..^44]);
        yield return Case("four parts", Sign(GoodHeader, Payload()) + ".x");
        yield return Case("five parts, as JWE", Sign(GoodHeader, Payload()) + ".a.b");
        yield return Case("no signature", Unsigned(GoodHeader, Payload()) + ".");
        yield return Case("signature of zeros", Unsigned(GoodHeader, Payload()) + "." + Encode(new byte[32]));
        yield return Case("other key", Sign(GoodHeader, Payload(), new byte[32]));
        yield return Case("empty key", Sign(GoodHeader, Payload(), []));
        yield return Case("signature cut", Sign(GoodHeader, Payload())[..^3]);
        yield return Case("payload exchanged", Unsigned(GoodHeader, Payload(sub: new AccountId(9).ToString())) + "." + Sign(GoodHeader, Payload()).Split('.')[2]);
        yield return Header("alg none", $$"""{"alg":"none","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Case("alg none without signature", Unsigned($$"""{"alg":"none","typ":"at+jwt","kid":"{{Kid}}"}""", Payload()) + ".");
        yield return Header("alg NoNe", $$"""{"alg":"NoNe","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg HS384", $$"""{"alg":"HS384","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg HS512", $$"""{"alg":"HS512","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg RS256, confusion", $$"""{"alg":"RS256","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg ES256", $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg in lower case", $$"""{"alg":"hs256","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("no alg", $$"""{"typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg twice", $$"""{"alg":"none","alg":"HS256","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("alg as list", $$"""{"alg":["HS256"],"typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("typ JWT", $$"""{"alg":"HS256","typ":"JWT","kid":"{{Kid}}"}""");
        yield return Header("no typ", $$"""{"alg":"HS256","kid":"{{Kid}}"}""");
        yield return Header("no kid", """{"alg":"HS256","typ":"at+jwt"}""");
        yield return Header("unknown kid", """{"alg":"HS256","typ":"at+jwt","kid":"deadbeef"}""");
        yield return Header("kid as path", """{"alg":"HS256","typ":"at+jwt","kid":"../../../../dev/null"}""");
        yield return Case("kid as path, empty key", Sign("""{"alg":"HS256","typ":"at+jwt","kid":"/dev/null"}""", Payload(), []));
        yield return Header("kid as SQL", """{"alg":"HS256","typ":"at+jwt","kid":"' UNION SELECT 'x"}""");
        yield return Header("jwk", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","jwk":{"kty":"oct","k":"AAAA"} }""");
        yield return Header("jku", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","jku":"https://evil.example/keys"}""");
        yield return Header("x5u", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","x5u":"https://evil.example/cert"}""");
        yield return Header("x5c", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","x5c":["MIIB"]}""");
        yield return Header("crit", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","crit":["exp"]}""");
        yield return Header("b64 false", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","b64":false}""");
        yield return Header("zip", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","zip":"DEF"}""");
        yield return Header("nested, cty JWT", $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Kid}}","cty":"JWT"}""");
        yield return Header("JWE header", $$"""{"alg":"dir","enc":"A256GCM","typ":"at+jwt","kid":"{{Kid}}"}""");
        yield return Header("header is a list", "[]");
        yield return Header("header with comment", "{/**/" + GoodHeader[1..]);
        yield return Header("header with trailing comma", GoodHeader[..^1] + ",}");
        yield return Body("other issuer", Payload(iss: "evil"));
        yield return Body("issuer in upper case", Payload(iss: "FASTCHAT"));
        yield return Body("other audience", Payload(aud: "fastchat/refresh"));
        yield return Body("audience as list", Payload().Replace("\"fastchat/access\"", "[\"fastchat/access\",\"x\"]", StringComparison.Ordinal));
        yield return Body("no subject", Payload().Replace("\"sub\"", "\"sun\"", StringComparison.Ordinal));
        yield return Body("subject no id", Payload(sub: "admin"));
        yield return Body("subject all zeros", Payload(sub: AccountId.None.ToString()));
        yield return Body("subject twice", Payload().Replace("{", $$"""{"sub":"{{new AccountId(9)}}",""", StringComparison.Ordinal));
        yield return Body("extra claim", Payload().Replace("{", """{"admin":true,""", StringComparison.Ordinal));
        yield return Body("device no id", Payload().Replace(Device.ToString(), "x", StringComparison.Ordinal));
        yield return Body("family negative", Payload(family: "-1"));
        yield return Body("family as text", Payload(family: "\"7\""));
        yield return Body("family as object", Payload(family: "{}"));
        yield return Body("family too large", Payload(family: "4294967303"));
        yield return Body("no expiry", Payload().Replace("\"exp\"", "\"exq\"", StringComparison.Ordinal));
        yield return Body("expiry as text", Payload(exp: $"\"{now + 900}\""));
        yield return Body("expiry as fraction", Payload(exp: $"{now + 899}.5"));
        yield return Body("expiry in ten years", Payload(exp: $"{now + 315_360_000}"));
        yield return Body("expiry beyond all numbers", Payload(exp: "9223372036854775807"));
        yield return Body("expiry 1e99", Payload(exp: "1e99"));
        yield return Body("issued in the future", Payload(iat: $"{now + 31}", exp: $"{now + 931}"));
        yield return Body("not valid yet", Payload(nbf: $"{now + 31}"));
        yield return Body("ends before it begins", Payload(exp: $"{now}"));
        yield return Body("deep JSON", string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200));
        yield return Body("nested claims", Payload(iss: "fastchat").Replace("\"jti\":\"1\"", "\"jti\":{\"a\":[1]}", StringComparison.Ordinal));
        yield return Body("payload is a number", "7");
        yield return Case("not UTF-8", Sign(GoodHeader, [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D]));
        yield return Case("padding", Sign(GoodHeader, Payload()) + "=");
        yield return Case("line break", Sign(GoodHeader, Payload()) + "\n");
        yield return Case("space before", " " + Sign(GoodHeader, Payload()));
        yield return Case("Bearer kept", "Bearer " + Sign(GoodHeader, Payload()));
        yield return Case("more than 2 KiB", Sign(GoodHeader, Payload().Replace("\"1\"", $"\"{new string('x', 2_000)}\"", StringComparison.Ordinal)));
        yield return Case("one megabyte", new string('A', 1 << 20));
        yield return Case("a refresh token", "fcr1." + new string('A', 134));
    }

    private static string Payload(
        string iss = "fastchat", string aud = "fastchat/access", string? sub = null, string family = "7",
        string? iat = null, string? nbf = null, string? exp = null)
    {
        var now = Now.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $$$"""{"iss":"{{{iss}}}","aud":"{{{aud}}}","sub":"{{{sub ?? Account.ToString()}}}","device":"{{{Device}}}","family":{{{family}}},"iat":{{{iat ?? $"{now}"}}},"nbf":{{{nbf ?? $"{now}"}}},"exp":{{{exp ?? $"{now + 900}"}}},"jti":"1"}""");
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static string Unsigned(string header, string payload) =>
        Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(payload));

    private static string Sign(string header, string payload, byte[]? key = null) => Sign(header, Encoding.UTF8.GetBytes(payload), key);

    private static string Sign(string header, byte[] payload, byte[]? key = null)
    {
        var unsigned = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(payload);
        return unsigned + "." + Encode(HMACSHA256.HashData(key ?? Secret, Encoding.ASCII.GetBytes(unsigned)));
    }

    private AccessTokens Tokens() => new(Secret, _devices, _time);

    private sealed class Devices : IDeviceStates
    {
        public DeviceState? State { get; set; } = new DeviceState(7, false);

        public DeviceState? Read(AccountId account, DeviceId device) => State;
    }
}
