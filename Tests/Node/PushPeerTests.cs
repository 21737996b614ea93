using System.Buffers.Text;
using System.Text.Json;
using FastChat.Tests.Server.Push;

namespace FastChat.Tests.Node;

/// <summary>What the server seals, somebody else's implementation of RFC 8291 opens.</summary>
[TestFixture, Category("Node")]
internal sealed class PushPeerTests
{
    [Test]
    public async Task A_push_of_the_server_is_opened_by_http_ece()
    {
        await using var world = await PushWorld.StartAsync();
        await world.SubscribeAsync(change: set => set.Preview = true);
        var sequence = await world.SayAsync("grüß dich 🙂");
        var (push, _) = await world.NextAsync();
        var opened = await NodeScript.RunAsync(
            "open-push.mjs",
            Base64Url.EncodeToString(world.Key.Export().AsSpan(0, 32)),
            Base64Url.EncodeToString(world.Key.AuthSecret),
            Base64Url.EncodeToString(push.Body));
        var notice = JsonDocument.Parse(opened).RootElement;
        Assert.That(notice.GetProperty("sequence").GetUInt64(), Is.EqualTo(sequence));
        Assert.That(notice.GetProperty("preview").GetProperty("text").GetString(), Is.EqualTo("grüß dich 🙂"));
    }
}
