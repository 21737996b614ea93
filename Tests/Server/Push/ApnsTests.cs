using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Tests.Support;
using Google.Protobuf;

namespace FastChat.Tests.Server.Push;

/// <summary>Apple's service, played on loopback over HTTP/2: provider tokens, headers, what it refuses.</summary>
[TestFixture]
internal sealed class ApnsTests
{
    private const string DeviceToken = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

    [Test]
    public async Task An_alert_goes_out_with_a_provider_token_and_tells_the_service_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var world = await StartAsync(key);
        await SubscribeAsync(world);
        await world.SayAsync("nobody else's business");
        var push = await world.Receiver.NextAsync();
        Assert.That((push.Method, push.Path, push.Protocol), Is.EqualTo(("POST", "/3/device/" + DeviceToken, "HTTP/2")));
        Assert.That(push.Header("apns-topic"), Is.EqualTo("example.chat"));
        Assert.That(push.Header("apns-push-type"), Is.EqualTo("alert"));
        Assert.That(push.Header("apns-priority"), Is.EqualTo("10"));
        Assert.That(long.Parse(push.Header("apns-expiration")!, CultureInfo.InvariantCulture), Is.EqualTo(world.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds()).Within(60));
        Assert.That(push.Header("apns-collapse-id"), Does.Match("^[A-Za-z0-9_-]{24}$"));
        var aps = push.Json.GetProperty("aps");
        Assert.That(aps.GetProperty("alert").GetProperty("loc-key").GetString(), Is.EqualTo("FASTCHAT_NEW_MESSAGE"));
        Assert.That(aps.GetProperty("mutable-content").GetInt32(), Is.EqualTo(1));
        Assert.That(push.Json.TryGetProperty("fastchat", out _), Is.False);
        Assert.That(push.Text, Does.Not.Contain(world.Conversation.ToString()).And.Not.Contain(world.Grace.AccountText));

        var token = RequireToken(push, key, world);
        await world.SayAsync("more");
        Assert.That((await world.Receiver.NextAsync()).Header("Authorization"), Is.EqualTo("bearer " + token), "the same token for a while");
    }

    [Test]
    public async Task A_withdrawal_wakes_the_app_and_is_sealed_to_a_device_with_a_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var world = await StartAsync(key);
        await SubscribeAsync(world, withKeys: true);
        var sequence = await world.SayAsync("hello");
        var told = await world.Receiver.NextAsync();
        Assert.That(Notice(world, told).GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        await world.ReadAsync(await world.Server.Accounts.SignInAsync("grace"), sequence);
        var withdrawn = await world.Receiver.NextAsync();
        Assert.That(withdrawn.Header("apns-push-type"), Is.EqualTo("background"));
        Assert.That(withdrawn.Header("apns-priority"), Is.EqualTo("5"));
        Assert.That(withdrawn.Header("apns-collapse-id"), Is.EqualTo(told.Header("apns-collapse-id")));
        Assert.That(withdrawn.Json.GetProperty("aps").GetProperty("content-available").GetInt32(), Is.EqualTo(1));
        Assert.That(Notice(world, withdrawn).GetProperty("kind").GetString(), Is.EqualTo("read"));
    }

    [TestCase("BadDeviceToken", 400, true)]
    [TestCase("Unregistered", 410, true)]
    [TestCase("PayloadTooLarge", 413, false)]
    public async Task Only_what_says_that_the_token_is_dead_ends_the_subscription(string reason, int status, bool isDead)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var world = await StartAsync(key);
        await SubscribeAsync(world);
        world.Receiver.Answer = _ => new HttpsAnswer(status, $$"""{"reason":"{{reason}}"}""");
        await world.SayAsync("hello");
        await world.Receiver.NextAsync();
        await Conditions.Until(() => world.Server.Server.Services.Database().PushStates.Read(new(world.Conversation, world.Grace.Account, world.Grace.Device)) is null);
        Assert.That((await world.FetchAsync(world.Grace)).Kind, Is.EqualTo(isDead ? PushKind.Unspecified : PushKind.Apns));
    }

    [Test]
    public async Task A_provider_token_that_is_too_old_is_made_anew()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var world = await StartAsync(key);
        await SubscribeAsync(world);
        await world.SayAsync("hello");
        var first = await world.Receiver.NextAsync();
        await world.PassTimeAsync(TimeSpan.FromMinutes(46));
        await world.SayAsync("an hour later");
        var second = await world.Receiver.NextAsync();
        Assert.That(second.Header("Authorization"), Is.Not.EqualTo(first.Header("Authorization")));
        RequireToken(second, key, world);
    }

    [Test]
    public async Task A_token_that_is_none_or_an_app_that_nobody_named_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var world = await StartAsync(key, topic: "");
        await using var client = await world.Server.ConnectAsync(world.Grace);
        Assert.That((await world.SetAsync(client, PushKind.Apns, set => set.Endpoint = "../admin")).Error.Code, Is.EqualTo(Code.PushEndpointRefused));
        Assert.That((await world.SetAsync(client, PushKind.Apns, set => set.Endpoint = DeviceToken)).Error.Code, Is.EqualTo(Code.PushEndpointRefused));
        Assert.That((await world.SetAsync(client, PushKind.Apns, set => (set.Endpoint, set.Topic) = (DeviceToken, "example.other"))).PushState.Kind, Is.EqualTo(PushKind.Apns));
    }

    private static string RequireToken(HttpsRequest push, ECDsa key, PushWorld world)
    {
        var authorization = push.Header("Authorization")!;
        Assert.That(authorization, Does.StartWith("bearer "));
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var claims = Tokens.RequireEs256(authorization["bearer ".Length..], [4, .. point.X!, .. point.Y!], out var header);
        Assert.That(header.GetProperty("kid").GetString(), Is.EqualTo("KEY0123456"));
        Assert.That(claims.GetProperty("iss").GetString(), Is.EqualTo("TEAM012345"));
        Assert.That(claims.GetProperty("iat").GetInt64(), Is.EqualTo(world.Clock.GetUtcNow().ToUnixTimeSeconds()).Within(60));
        return authorization["bearer ".Length..];
    }

    private static System.Text.Json.JsonElement Notice(PushWorld world, HttpsRequest push) =>
        world.Open(Base64Url.DecodeFromChars(push.Json.GetProperty("fastchat").GetString()));

    private static async Task<PushWorld> StartAsync(ECDsa key, string topic = "example.chat")
    {
        var world = await PushWorld.StartAsync((world, push) =>
        {
            var path = Path.Combine(world.Files, "key.p8");
            File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
            return push with
            {
                ApnsKeyPath = path,
                ApnsKeyId = "KEY0123456",
                ApnsTeamId = "TEAM012345",
                ApnsTopic = topic,
                ApnsAddress = world.Receiver.Address.ToString(),
            };
        });
        world.Receiver.Answer = _ => new HttpsAnswer(200);
        return world;
    }

    private static Task<PushState> SubscribeAsync(PushWorld world, bool withKeys = false) => world.SubscribeAsync(PushKind.Apns, set =>
    {
        set.Endpoint = DeviceToken;
        if (!withKeys) (set.PublicKey, set.AuthSecret) = (ByteString.Empty, ByteString.Empty);
    });
}
