using System.Security.Cryptography;
using System.Text.Json;
using System.Web;
using FastChat.Protocol;
using FastChat.Tests.Support;
using Google.Protobuf;

namespace FastChat.Tests.Server.Push;

/// <summary>Firebase's two services, played on loopback: tokens, messages, what they refuse.</summary>
[TestFixture]
internal sealed class FcmTests
{
    private const string TokenPath = "/token";
    private const string MessagePath = "/v1/projects/a-project/messages:send";

    [Test]
    public async Task A_message_goes_out_under_one_access_token_and_tells_the_service_nothing()
    {
        using var account = RSA.Create(2048);
        await using var world = await StartAsync(account);
        Assert.That((await SubscribeAsync(world)).Kind, Is.EqualTo(PushKind.Fcm));
        var sequence = await world.SayAsync("nobody else's business");

        var token = await world.Receiver.NextAsync();
        Assert.That((token.Path, token.Header("Content-Type")), Is.EqualTo((TokenPath, "application/x-www-form-urlencoded; charset=us-ascii")));
        var form = HttpUtility.ParseQueryString(token.Text);
        Assert.That(form["grant_type"], Is.EqualTo("urn:ietf:params:oauth:grant-type:jwt-bearer"));
        var claims = Tokens.RequireRs256(form["assertion"]!, account, out var header);
        Assert.That(header.GetProperty("kid").GetString(), Is.EqualTo("key-1"));
        Assert.That(claims.GetProperty("iss").GetString(), Is.EqualTo("server@a-project.example"));
        Assert.That(claims.GetProperty("aud").GetString(), Is.EqualTo(new Uri(world.Receiver.Address, TokenPath).ToString()));
        Assert.That(claims.GetProperty("scope").GetString(), Is.EqualTo("https://www.googleapis.com/auth/firebase.messaging"));
        Assert.That(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), Is.EqualTo(3_600));

        var push = await world.Receiver.NextAsync();
        Assert.That((push.Path, push.Header("Authorization")), Is.EqualTo((MessagePath, "Bearer access-1")));
        var message = push.Json.GetProperty("message");
        Assert.That(message.GetProperty("token").GetString(), Is.EqualTo("registration-token"));
        var data = message.GetProperty("data");
        Assert.That(data.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "kind", "tag" }), "no key was given, so nothing is told");
        var android = message.GetProperty("android");
        Assert.That(android.GetProperty("collapse_key").GetString(), Is.EqualTo(data.GetProperty("tag").GetString()));
        Assert.That(android.GetProperty("priority").GetString(), Is.EqualTo("high"));
        Assert.That(android.GetProperty("ttl").GetString(), Is.EqualTo("86400s"));
        Assert.That(push.Text, Does.Not.Contain(world.Conversation.ToString()).And.Not.Contain(world.Grace.AccountText));

        // The same token again.
        await world.SayAsync("more");
        Assert.That((await world.Receiver.NextAsync()).Path, Is.EqualTo(MessagePath));
        Assert.That(sequence, Is.GreaterThan(0));
    }

    [Test]
    public async Task To_a_device_with_a_key_the_notice_is_sealed()
    {
        using var account = RSA.Create(2048);
        await using var world = await StartAsync(account);
        await SubscribeAsync(world, withKeys: true);
        var sequence = await world.SayAsync("sealed");
        var push = await world.Receiver.NextAsync(MessagePath);
        var notice = world.Open(System.Buffers.Text.Base64Url.DecodeFromChars(push.Json.GetProperty("message").GetProperty("data").GetProperty("fastchat").GetString()));
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        Assert.That(push.Body, Has.Length.LessThan(4_096), "what FCM takes");
    }

    [Test]
    public async Task An_access_token_that_is_not_taken_any_more_is_fetched_anew()
    {
        using var account = RSA.Create(2048);
        await using var world = await StartAsync(account);
        await SubscribeAsync(world);
        var granted = 0;
        world.Receiver.Answer = request => request.Path == TokenPath
            ? Granted($"access-{++granted}")
            : new HttpsAnswer(request.Header("Authorization") == "Bearer access-1" ? 401 : 200);
        await world.SayAsync("hello");
        await world.Receiver.NextAsync(MessagePath);
        await Conditions.Until(() => world.Server.Server.Services.Database().PushStates.Read(new(world.Conversation, world.Grace.Account, world.Grace.Device)) is { Attempts: 1 });
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That((await world.Receiver.NextAsync(MessagePath)).Header("Authorization"), Is.EqualTo("Bearer access-2"));
    }

    [TestCase("UNREGISTERED", 404, true)]
    [TestCase("SENDER_ID_MISMATCH", 403, true)]
    [TestCase("INVALID_ARGUMENT", 400, false)]
    public async Task Only_what_says_that_the_token_is_dead_ends_the_subscription(string error, int status, bool isDead)
    {
        using var account = RSA.Create(2048);
        await using var world = await StartAsync(account);
        await SubscribeAsync(world);
        world.Receiver.Answer = request => request.Path == TokenPath
            ? Granted("access-1")
            : new HttpsAnswer(status, JsonSerializer.Serialize(new
            {
                error = new { code = status, status = "NOT_FOUND", details = new object[] { new { other = 1 }, new { errorCode = error } } },
            }));
        await world.SayAsync("hello");
        await world.Receiver.NextAsync(MessagePath);
        await Conditions.Until(() => world.Server.Server.Services.Database().PushStates.Read(new(world.Conversation, world.Grace.Account, world.Grace.Device)) is null);
        Assert.That((await world.FetchAsync(world.Grace)).Kind, Is.EqualTo(isDead ? PushKind.Unspecified : PushKind.Fcm));
    }

    private static async Task<PushWorld> StartAsync(RSA account)
    {
        var world = await PushWorld.StartAsync((world, push) => push with
        {
            FcmServiceAccountPath = WriteAccount(world, account),
            FcmAddress = world.Receiver.Address.ToString(),
        });
        world.Receiver.Answer = request => request.Path == TokenPath ? Granted("access-1") : new HttpsAnswer(200, "{\"name\":\"x\"}");
        return world;
    }

    private static HttpsAnswer Granted(string token) => new(200, $$"""{"access_token":"{{token}}","expires_in":3599,"token_type":"Bearer"}""");

    private static Task<PushState> SubscribeAsync(PushWorld world, bool withKeys = false) => world.SubscribeAsync(PushKind.Fcm, set =>
    {
        set.Endpoint = "registration-token";
        if (!withKeys) (set.PublicKey, set.AuthSecret) = (ByteString.Empty, ByteString.Empty);
    });

    private static string WriteAccount(PushWorld world, RSA account)
    {
        var path = Path.Combine(world.Files, "service-account.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            type = "service_account",
            project_id = "a-project",
            private_key_id = "key-1",
            private_key = account.ExportPkcs8PrivateKeyPem(),
            client_email = "server@a-project.example",
            token_uri = new Uri(world.Receiver.Address, TokenPath).ToString(),
        }));
        return path;
    }
}
