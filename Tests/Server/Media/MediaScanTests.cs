using System.Net;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Storage;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastChat.Tests.Server.Media;

/// <summary>Uploads are judged before anybody can read them, over clamd's own protocol and by a host's own code.</summary>
[TestFixture]
internal sealed class MediaScanTests
{
    private static readonly byte[] Harmful = [.. RandomNumberGenerator.GetBytes(100_000), .. Encoding.ASCII.GetBytes(FakeClamd.Harmful)];

    [Test]
    public async Task What_clamd_finds_is_not_stored_whichever_way_it_came_and_the_rest_is()
    {
        await using var clamd = new FakeClamd();
        await using var server = await TestServer.StartAsync(options => options with { ClamdAddress = clamd.Address });
        var ada = await server.RegisterAsync("ada");
        var tus = new TusClient(server.Http, ada);
        using (var refused = await UploadAsync(server, ada, Harmful)) await RequireAsync(refused, HttpStatusCode.Forbidden, Code.MediaRejected);
        using (var refused = await tus.PostAsync(Harmful.Length, part: Harmful)) await RequireAsync(refused, HttpStatusCode.Forbidden, Code.MediaRejected);
        Assert.That(Files(server), Is.Empty);
        Assert.That(Database(server).Uploads.ReadAll(ada.Account), Is.Empty, "its room is free again");

        var harmless = RandomNumberGenerator.GetBytes(200_000);
        using (var taken = await tus.PostAsync(harmless.Length, part: harmless)) Assert.That(TusClient.One(taken, "X-Media-Id"), Is.Not.Null);
        Assert.That((clamd.Scans, clamd.LastBytes), Is.EqualTo((3, 200_000L)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_scanner_that_cannot_tell_closes_the_door_unless_the_operator_opens_it(bool open)
    {
        await using var clamd = new FakeClamd();
        await using var server = await TestServer.StartAsync(options => options with { ClamdAddress = clamd.Address, MediaUnscannedAllowed = open });
        var ada = await server.RegisterAsync("ada");
        var content = RandomNumberGenerator.GetBytes(5_000_000);
        foreach (var instead in new[] { "", "stream: Can't allocate memory ERROR", "UNKNOWN COMMAND" })
        {
            clamd.Instead = instead;
            using var answer = await UploadAsync(server, ada, [1, 2, 3]);
            if (open) Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            else await RequireAsync(answer, HttpStatusCode.ServiceUnavailable, Code.Busy);
        }

        (clamd.Instead, clamd.BytesMax) = (null, 100_000);
        using (var tooLarge = await UploadAsync(server, ada, content))
            Assert.That(tooLarge.StatusCode, Is.EqualTo(open ? HttpStatusCode.Created : HttpStatusCode.ServiceUnavailable));
        Assert.That(Files(server), Has.Length.EqualTo(open ? 2 : 0));
    }

    [Test]
    public async Task An_upload_in_parts_waits_for_its_verdict_on_disk_and_is_not_readable_before()
    {
        await using var clamd = new FakeClamd { Instead = "" };
        await using var server = await TestServer.StartAsync(options => options with { ClamdAddress = clamd.Address });
        var ada = await server.RegisterAsync("ada");
        var tus = new TusClient(server.Http, ada);
        var content = RandomNumberGenerator.GetBytes(100_000);
        var upload = await tus.CreateAsync(content.Length);
        using (var waits = await tus.PatchAsync(upload, 0, content)) await RequireAsync(waits, HttpStatusCode.ServiceUnavailable, Code.Busy);
        using (var early = await server.Accounts.SendAsync(HttpMethod.Get, upload.Replace("uploads", "media", StringComparison.Ordinal), ada.AccessToken))
            Assert.That(early.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        clamd.Instead = null;
        Assert.That(await tus.OffsetAsync(upload), Is.EqualTo(content.Length), "nothing has to be sent again");
        using var media = await server.Accounts.SendAsync(HttpMethod.Get, upload.Replace("uploads", "media", StringComparison.Ordinal), ada.AccessToken);
        Assert.That(await media.Content.ReadAsByteArrayAsync(), Is.EqualTo(content));
    }

    [Test]
    public async Task A_host_judges_by_code_of_its_own()
    {
        var directory = Directory.CreateTempSubdirectory("fastchat-host-");
        try
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddFastChat(_ => ServerOptions.Ephemeral(directory.FullName), _ => new FastChatHooks { MediaScanner = new NoPictures() });
            using var host = builder.Build();
            await host.StartAsync();
            using var http = new HttpClient { BaseAddress = host.Services.GetRequiredService<HostedFastChat>().Server.HttpAddress };
            var ada = await new RawAccounts(http).RegisterAsync("ada");
            using (var picture = await new TusClient(http, ada).PostAsync(8, part: [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
                await RequireAsync(picture, HttpStatusCode.Forbidden, Code.MediaRejected);
            using (var other = await new TusClient(http, ada).PostAsync(3, part: [1, 2, 3]))
                Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            await host.StopAsync();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static ChatDatabase Database(TestServer server) => server.Server.Services.GetRequiredService<ChatDatabase>();

    private static string[] Files(TestServer server) =>
        Directory.GetFiles(Path.Combine(server.Server.Options.DataDirectory, "media"), "*", SearchOption.AllDirectories);

    private static Task<HttpResponseMessage> UploadAsync(TestServer server, RawSession session, byte[] content) =>
        server.Accounts.SendAsync(HttpMethod.Post, "v1/media", session.AccessToken, new ByteArrayContent(content));

    private static async Task RequireAsync(HttpResponseMessage answer, HttpStatusCode status, Code code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), text);
        Assert.That(text, Does.Contain($"\"code\":{(int)code}"));
    }

    private sealed class NoPictures : IMediaScanner
    {
        public async Task<bool> MayStoreAsync(Stream content, string contentType, long sizeBytes, CancellationToken cancellationToken)
        {
            var copy = new MemoryStream();
            await content.CopyToAsync(copy, cancellationToken);
            Assert.That(copy.Length, Is.EqualTo(sizeBytes));
            return !contentType.StartsWith("image/", StringComparison.Ordinal);
        }
    }
}
