using System.Collections.Concurrent;
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

namespace FastChat.Tests.Server.Media;

/// <summary>The host takes part when something is stored.</summary>
[TestFixture]
internal sealed class MediaStoreHookTests
{
    [Test]
    public async Task A_host_keeps_a_copy_of_what_is_stored_and_refuses_what_it_does_not_want()
    {
        var mirror = new Mirror();
        await using var server = await TestServer.StartAsync(null, services => services.AddHooks(new FastChatHooks { MediaStore = mirror }));
        var ada = await server.RegisterAsync("ada");
        var content = RandomNumberGenerator.GetBytes(300_000);
        var id = await IdAsync(await UploadAsync(server, ada, content, "notes.bin"));
        var (seen, copy) = mirror.Seen.Single();
        Assert.That((seen.Account, seen.Media.ToString(), seen.FileName, seen.SizeBytes), Is.EqualTo((ada.Account, id, "notes.bin", 300_000L)));
        Assert.That(copy, Is.EqualTo(content));
        Assert.That(seen.Sha256.ToArray(), Is.EqualTo(SHA256.HashData(content)));

        using (var refused = await UploadAsync(server, ada, Encoding.ASCII.GetBytes("no more of this"), "secret plans.txt"))
            Assert.That((string?)(await HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.Forbidden, Code.MediaRejected))["detail"], Is.EqualTo("no plans"));
        Assert.That(Files(server), Has.Length.EqualTo(1), "nothing is left of it");
    }

    [Test]
    public async Task What_the_host_cannot_judge_waits_and_an_upload_in_parts_need_not_be_sent_again()
    {
        var mirror = new Mirror { IsDown = true };
        await using var server = await TestServer.StartAsync(null, services => services.AddHooks(new FastChatHooks { MediaStore = mirror }));
        var ada = await server.RegisterAsync("ada");
        using (var busy = await UploadAsync(server, ada, [1, 2, 3], "x")) await HttpTestBase.RequireProblemAsync(busy, HttpStatusCode.ServiceUnavailable, Code.Busy);
        Assert.That(Files(server), Is.Empty);
        var tus = new TusClient(server.Http, ada);
        var upload = await tus.CreateAsync(3);
        using (var waits = await tus.PatchAsync(upload, 0, [1, 2, 3])) Assert.That(waits.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        server.Errors.Clear();
        mirror.IsDown = false;
        Assert.That(await tus.OffsetAsync(upload), Is.EqualTo(3));
        Assert.That(mirror.Seen.Single().Copy, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(Files(server), Has.Length.EqualTo(1));
    }

    private static string[] Files(TestServer server) =>
        Directory.GetFiles(Path.Combine(server.Server.Options.DataDirectory, "media"), "*", SearchOption.AllDirectories);

    private static Task<HttpResponseMessage> UploadAsync(TestServer server, RawSession session, byte[] bytes, string name)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
        return server.Accounts.SendAsync(HttpMethod.Post, "v1/media", session.AccessToken, content);
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["media_id"]!;
        }
    }

    /// <summary>Keeps everything but plans.</summary>
    private sealed class Mirror : IMediaStoreHook
    {
        public ConcurrentQueue<(HookMedia Media, byte[] Copy)> Seen { get; } = new();

        public bool IsDown { get; set; }

        public async ValueTask<MediaVerdict> OnStoringAsync(HookMedia media, Stream content, CancellationToken cancellationToken)
        {
            if (IsDown) throw new InvalidOperationException("on purpose");
            if (media.FileName?.Contains("plans", StringComparison.Ordinal) == true) return MediaVerdict.Refuse("no plans");
            var copy = new MemoryStream();
            await content.CopyToAsync(copy, cancellationToken);
            Seen.Enqueue((media, copy.ToArray()));
            return MediaVerdict.Allow;
        }
    }
}
