using System.Buffers.Text;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Tests.Support;
using Google.Protobuf;

namespace FastChat.Tests.Server.Push;

/// <summary>A device that is away is told by its push service; what it is told, and by whom.</summary>
[TestFixture]
internal sealed class WebPushTests
{
    [Test]
    public async Task A_device_that_is_away_gets_a_sealed_push_that_holds_no_content([Values(PushKind.WebPush, PushKind.UnifiedPush)] PushKind kind)
    {
        await using var world = await PushWorld.StartAsync((_, push) => push with { VapidSubject = "mailto:operator@chat.example" });
        var state = await world.SubscribeAsync(kind);
        Assert.That(state.Kind, Is.EqualTo(kind));
        Assert.That(state.Kinds, Is.EqualTo(new[] { PushKind.WebPush, PushKind.UnifiedPush }));
        var sequence = await world.SayAsync("nobody else's business");

        var (push, notice) = await world.NextAsync();
        Assert.That((push.Method, push.Path, push.Protocol), Is.EqualTo(("POST", "/push/grace", "HTTP/2")));
        Assert.That(push.Header("Content-Encoding"), Is.EqualTo("aes128gcm"));
        Assert.That(push.Header("TTL"), Is.EqualTo("86400"));
        Assert.That(push.Header("Urgency"), Is.EqualTo("high"));
        Assert.That(push.Header("Topic"), Does.Match("^[A-Za-z0-9_-]{24}$"));
        RequireVapid(push, world.Receiver.Address, state.VapidPublicKey.ToByteArray());

        Assert.That(notice.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "v", "kind", "tag", "account", "conversation", "sequence", "unread" }));
        Assert.That(notice.GetProperty("kind").GetString(), Is.EqualTo("message"));
        Assert.That(notice.GetProperty("tag").GetString(), Is.EqualTo(push.Header("Topic")));
        Assert.That(notice.GetProperty("account").GetString(), Is.EqualTo(world.Grace.AccountText));
        Assert.That(notice.GetProperty("conversation").GetString(), Is.EqualTo(world.Conversation.ToString()));
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        Assert.That(notice.GetProperty("unread").GetUInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_preview_is_in_the_notice_only_where_the_device_asked_and_the_operator_allows()
    {
        await using (var world = await PushWorld.StartAsync())
        {
            Assert.That((await world.SubscribeAsync(change: set => set.Preview = true)).Preview);
            await world.SayAsync("see you \"there\" ✓");
            var preview = (await world.NextAsync()).Notice.GetProperty("preview");
            Assert.That(preview.GetProperty("from").GetString(), Is.EqualTo("ada"));
            Assert.That(preview.GetProperty("text").GetString(), Is.EqualTo("see you \"there\" ✓"));

            await world.SayAsync(new string('x', 511) + "🙂🙂");
            preview = (await world.NextAsync()).Notice.GetProperty("preview");
            Assert.That(preview.GetProperty("text").GetString(), Is.EqualTo(new string('x', 511)), "cut between characters");
        }

        await using (var world = await PushWorld.StartAsync((_, push) => push with { PreviewsAllowed = false }))
        {
            Assert.That((await world.SubscribeAsync(change: set => set.Preview = true)).Preview, Is.False);
            await world.SayAsync("see you");
            Assert.That((await world.NextAsync()).Notice.TryGetProperty("preview", out _), Is.False);
        }
    }

    [Test]
    public async Task What_cannot_be_served_is_refused_with_a_number()
    {
        await using var world = await PushWorld.StartAsync();
        await using var client = await world.Server.ConnectAsync(world.Grace);
        async Task<Code> RefusedAsync(PushKind kind, Action<SetPush> change) => (await world.SetAsync(client, kind, change)).Error?.Code ?? Code.Unspecified;
        foreach (var wrong in new[] { "http://push.example/x", "https://10.0.0.1/", "https://169.254.169.254/latest", "no address", "" })
            Assert.That(await RefusedAsync(PushKind.WebPush, set => set.Endpoint = wrong), Is.EqualTo(Code.PushEndpointRefused), wrong);
        Assert.That(await RefusedAsync(PushKind.WebPush, set => set.PublicKey = ByteString.CopyFrom(new byte[65])), Is.EqualTo(Code.PushKeysInvalid));
        Assert.That(await RefusedAsync(PushKind.WebPush, set => set.AuthSecret = ByteString.CopyFrom(new byte[15])), Is.EqualTo(Code.PushKeysInvalid));
        Assert.That(await RefusedAsync(PushKind.WebPush, set => (set.PublicKey, set.AuthSecret) = (ByteString.Empty, ByteString.Empty)), Is.EqualTo(Code.PushKeysInvalid));
        Assert.That(await RefusedAsync(PushKind.Fcm, _ => { }), Is.EqualTo(Code.PushNotConfigured));
        Assert.That(await RefusedAsync(PushKind.Apns, _ => { }), Is.EqualTo(Code.PushNotConfigured));
        Assert.That(await RefusedAsync(PushKind.Unspecified, _ => { }), Is.EqualTo(Code.PushNotConfigured));
        Assert.That((await world.FetchAsync(world.Grace)).Kind, Is.EqualTo(PushKind.Unspecified), "nothing was kept");
    }

    [Test]
    public async Task The_key_by_which_services_know_the_server_stays_the_same_and_may_be_given()
    {
        await using var world = await PushWorld.StartAsync();
        var before = (await world.FetchAsync(world.Grace)).VapidPublicKey;
        await world.Server.StopAsync();
        await world.Server.StartAgainAsync();
        Assert.That((await world.FetchAsync(world.Grace)).VapidPublicKey, Is.EqualTo(before));

        using var given = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = given.ExportParameters(includePrivateParameters: true);
        await using var other = await PushWorld.StartAsync((_, push) => push with { VapidPrivateKey = Base64Url.EncodeToString(key.D) });
        Assert.That((await other.FetchAsync(other.Grace)).VapidPublicKey.ToByteArray(), Is.EqualTo((byte[])[4, .. key.Q.X!, .. key.Q.Y!]));
    }

    /// <summary>RFC 8292: who it is for, until when, who sends it, and that the server's key signed that.</summary>
    private static void RequireVapid(HttpsRequest push, Uri address, byte[] publicKey)
    {
        var authorization = push.Header("Authorization")!;
        Assert.That(authorization, Does.StartWith("vapid t="));
        var parts = authorization["vapid ".Length..].Split(", ").ToDictionary(part => part[..1], part => part[2..]);
        Assert.That(Base64Url.DecodeFromChars(parts["k"]), Is.EqualTo(publicKey));
        var claims = Tokens.RequireEs256(parts["t"], publicKey, out _);
        Assert.That(claims.GetProperty("aud").GetString(), Is.EqualTo(address.GetLeftPart(UriPartial.Authority)));
        Assert.That(claims.GetProperty("sub").GetString(), Is.EqualTo("mailto:operator@chat.example"));
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        Assert.That(expires, Is.InRange(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddHours(24)));
    }
}
