using System.Net;
using System.Security.Cryptography;
using FastChat.Protocol;
using FastChat.Server.Media;
using FastChat.Storage;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Http;

/// <summary>tus 1.0.0, as its specification says it.</summary>
public sealed class UploadEndpointTests : HttpTestBase
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(200_000);

    private RawSession _ada = null!;
    private TusClient _tus = null!;

    private ChatDatabase Database => Server.Server.Services.GetRequiredService<ChatDatabase>();

    [SetUp]
    public async Task RegisterAdaAsync()
    {
        _ada = await RegisterAsync();
        _tus = new TusClient(Http, _ada);
    }

    [Test]
    public async Task Parts_of_any_size_become_one_blob_that_is_read_like_any_other()
    {
        using var begun = await _tus.PostAsync(Content.Length, "../日.png", "image/png");
        Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(TusClient.One(begun, "Tus-Resumable"), Is.EqualTo("1.0.0"));
        Assert.That(DateTimeOffset.Parse(TusClient.One(begun, "Upload-Expires")!, null), Is.GreaterThan(TimeProvider.System.GetUtcNow()));
        var upload = begun.Headers.Location!.ToString().TrimStart('/');
        var (offset, media) = (0, (string?)null);
        foreach (var size in new[] { 1, 65_535, 65_536, 0, 3, 68_925 })
        {
            using var answer = await _tus.PatchAsync(upload, offset, Content[offset..(offset + size)]);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await answer.Content.ReadAsStringAsync());
            offset += size;
            Assert.That(TusClient.One(answer, "Upload-Offset"), Is.EqualTo($"{offset}"));
            Assert.That(await _tus.OffsetAsync(upload), Is.EqualTo(offset));
            media = TusClient.One(answer, "X-Media-Id");
            Assert.That(media is null, Is.EqualTo(offset < Content.Length));
        }

        Assert.That(await DownloadAsync(media!), Is.EqualTo(Content));
        using var read = await SendAsync(HttpMethod.Get, $"v1/media/{media}", _ada);
        Assert.That(read.Content.Headers.ContentDisposition!.FileNameStar, Is.EqualTo("日.png"));
        var told = await ReadAsync(await _tus.SendAsync(HttpMethod.Get, upload));
        Assert.That((string?)told["media"]!["media_id"], Is.EqualTo(media));
        Assert.That((string?)told["media"]!["content_type"], Is.EqualTo("application/octet-stream"), "what the bytes are, not what their sender says");
        var file = FileOf(upload);
        Assert.That(File.Exists(file), Is.False);
    }

    [Test]
    public async Task The_first_part_may_come_with_the_creation_and_an_empty_upload_is_whole_at_once()
    {
        using (var begun = await _tus.PostAsync(Content.Length, part: Content[..100_000]))
        {
            Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(TusClient.One(begun, "Upload-Offset"), Is.EqualTo("100000"));
        }

        using (var whole = await _tus.PostAsync(Content.Length, part: Content))
            Assert.That(await DownloadAsync(TusClient.One(whole, "X-Media-Id")!), Is.EqualTo(Content));
        using var empty = await _tus.PostAsync(0);
        Assert.That(await DownloadAsync(TusClient.One(empty, "X-Media-Id")!), Is.Empty);
    }

    [Test]
    public async Task A_wrong_offset_is_refused_and_changes_nothing()
    {
        var upload = await _tus.CreateAsync(Content.Length);
        await AppendAsync(upload, 0, Content[..1_000]);
        foreach (var wrong in new[] { 0, 999, 1_001, Content.Length })
        {
            using var refused = await _tus.PatchAsync(upload, wrong, Content[..10]);
            await RequireProblemAsync(refused, HttpStatusCode.Conflict, Code.UploadOffsetWrong);
            Assert.That(TusClient.One(refused, "Tus-Resumable"), Is.EqualTo("1.0.0"));
        }

        Assert.That(await _tus.OffsetAsync(upload), Is.EqualTo(1_000));
        using var tooMuch = await _tus.PatchAsync(upload, 1_000, new byte[Content.Length]);
        await RequireProblemAsync(tooMuch, HttpStatusCode.RequestEntityTooLarge, Code.MessageTooLarge);
        Assert.That(await _tus.OffsetAsync(upload), Is.EqualTo(1_000));
    }

    [Test]
    public async Task A_part_whose_checksum_does_not_match_leaves_nothing_behind()
    {
        var upload = await _tus.CreateAsync(Content.Length);
        await AppendAsync(upload, 0, Content[..70_000], TusClient.Sha1(Content[..70_000]));
        using (var wrong = await _tus.PatchAsync(upload, 70_000, Content[70_001..], TusClient.Sha1(Content[70_000..^1])))
        {
            var problem = await wrong.Content.ReadAsStringAsync();
            Assert.That(((int)wrong.StatusCode, problem), Is.EqualTo((460, problem)));
            Assert.That(problem, Does.Contain("\"code\":2063"));
        }

        Assert.That(await _tus.OffsetAsync(upload), Is.EqualTo(70_000));
        var sha256 = "sha256 " + Convert.ToBase64String(SHA256.HashData(Content[70_000..]));
        using var right = await AppendAsync(upload, 70_000, Content[70_000..], sha256);
        Assert.That(await DownloadAsync(TusClient.One(right, "X-Media-Id")!), Is.EqualTo(Content));
        foreach (var malformed in new[] { "crc32 AAAA", "sha1", "sha1 ???", "sha1 AAAA AAAA" })
        {
            using var refused = await _tus.PatchAsync(await _tus.CreateAsync(10), 0, [1], malformed);
            await RequireProblemAsync(refused, HttpStatusCode.BadRequest, Code.Malformed);
        }
    }

    [Test]
    public async Task A_part_that_breaks_off_counts_as_far_as_it_came_and_one_with_a_checksum_not_at_all()
    {
        // More than is synced and counted while a part goes on.
        var large = RandomNumberGenerator.GetBytes(9_000_000);
        var upload = await _tus.CreateAsync(large.Length);
        using (var stop = new CancellationTokenSource())
        {
            var broken = _tus.PatchAsync(upload, 0, new StreamContent(new HangingStream(large[..^100], stop.Token)));
            await Conditions.Until(() => Database.Uploads.ReadAll(_ada.Account).Any(row => row.Record.OffsetBytes >= MediaLimits.CheckpointBytes));
            await stop.CancelAsync();
            Assert.CatchAsync(() => broken);
        }

        var kept = (int)await _tus.OffsetAsync(upload);
        Assert.That(kept, Is.InRange(MediaLimits.CheckpointBytes, large.Length - 100));
        using (var rest = await AppendAsync(upload, kept, large[kept..]))
            Assert.That(await DownloadAsync(TusClient.One(rest, "X-Media-Id")!), Is.EqualTo(large));

        upload = await _tus.CreateAsync(Content.Length);
        Assert.CatchAsync(() => _tus.PatchAsync(upload, 0, new StreamContent(new BrokenStream(Content[..150_000])), TusClient.Sha1(Content)));
        Assert.That(await _tus.OffsetAsync(upload), Is.Zero);
    }

    [Test]
    public async Task Who_comes_back_takes_over_from_a_connection_that_hangs()
    {
        var upload = await _tus.CreateAsync(Content.Length);
        using var stop = new CancellationTokenSource();
        var hanging = new HangingStream(Content[..100_000], stop.Token);
        var first = _tus.PatchAsync(upload, 0, new StreamContent(hanging));
        await hanging.Drained.WaitAsync(RawClient.AnswerTimeout);
        // Only then the server works on it, and there is something to take over.
        await Conditions.Until(() => new FileInfo(FileOf(upload)).Length > 0);
        var offset = await _tus.OffsetAsync(upload);
        Assert.That(offset, Is.InRange(0L, 100_000L));
        using var rest = await AppendAsync(upload, offset, Content[(int)offset..]);
        Assert.That(await DownloadAsync(TusClient.One(rest, "X-Media-Id")!), Is.EqualTo(Content));
        await stop.CancelAsync();
        try
        {
            using var refused = await first;
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The server may have cut it instead.
        }
    }

    [Test]
    public async Task What_was_acked_is_there_after_a_restart()
    {
        var upload = await _tus.CreateAsync(Content.Length);
        await AppendAsync(upload, 0, Content[..123_456]);
        await RestartAsync();
        _tus = new TusClient(Http, _ada);
        Assert.That(await _tus.OffsetAsync(upload), Is.EqualTo(123_456));
        using var rest = await AppendAsync(upload, 123_456, Content[123_456..]);
        Assert.That(await DownloadAsync(TusClient.One(rest, "X-Media-Id")!), Is.EqualTo(Content));
    }

    [Test]
    public async Task An_upload_that_was_given_up_is_gone_and_its_room_free()
    {
        var upload = await _tus.CreateAsync(Content.Length);
        await AppendAsync(upload, 0, Content[..1_000]);
        Assert.That((long)(await ReadAsync(await SendAsync(HttpMethod.Get, "v1/media/usage", _ada)))["uploading_bytes"]!, Is.EqualTo(Content.Length));
        using (var ended = await _tus.SendAsync(HttpMethod.Delete, upload)) Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        using (var again = await _tus.SendAsync(HttpMethod.Delete, upload)) await RequireProblemAsync(again, HttpStatusCode.NotFound, Code.NotFound);
        using (var head = await _tus.SendAsync(HttpMethod.Head, upload)) Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await RequireProblemAsync(await _tus.PatchAsync(upload, 1_000, [1]), HttpStatusCode.NotFound, Code.NotFound);
        Assert.That((long)(await ReadAsync(await SendAsync(HttpMethod.Get, "v1/media/usage", _ada)))["uploading_bytes"]!, Is.Zero);
    }

    [Test]
    public async Task What_the_server_can_do_is_told_and_another_version_refused()
    {
        using (var options = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, TusClient.Path)))
        {
            Assert.That(options.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(TusClient.One(options, "Tus-Version"), Is.EqualTo("1.0.0"));
            Assert.That(TusClient.One(options, "Tus-Extension"), Is.EqualTo("creation,creation-with-upload,checksum,termination,expiration"));
            Assert.That(TusClient.One(options, "Tus-Max-Size"), Is.EqualTo($"{Server.Server.Options.MediaBytesMax}"));
            Assert.That(TusClient.One(options, "Tus-Checksum-Algorithm"), Is.EqualTo("sha1,sha256,sha512"));
        }

        using var other = await _tus.SendAsync(HttpMethod.Post, TusClient.Path, request =>
        {
            request.Headers.Remove("Tus-Resumable");
            request.Headers.Add("Tus-Resumable", "0.2.2");
            request.Headers.Add("Upload-Length", "1");
        });
        await RequireProblemAsync(other, HttpStatusCode.PreconditionFailed, Code.TusVersionUnsupported);
        Assert.That(TusClient.One(other, "Tus-Version"), Is.EqualTo("1.0.0"));
    }

    [Test]
    public async Task A_page_of_an_allowed_origin_may_upload_and_read_the_headers_and_no_other_may()
    {
        const string Allowed = "https://chat.example";
        await using var server = await TestServer.StartAsync(options => options with { AllowedOrigins = [Allowed] });
        foreach (var origin in new[] { Allowed, "https://evil.example" })
        {
            var preflight = new HttpRequestMessage(HttpMethod.Options, TusClient.Path + "/01890000-0000-7000-8000-000000000001");
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "PATCH");
            preflight.Headers.Add("Access-Control-Request-Headers", "authorization,tus-resumable,upload-offset,upload-checksum,content-type");
            using var answer = await server.Http.SendAsync(preflight);
            Assert.That(TusClient.One(answer, "Access-Control-Allow-Origin"), Is.EqualTo(origin == Allowed ? Allowed : null));
            if (origin != Allowed) continue;
            Assert.That(TusClient.One(answer, "Access-Control-Allow-Methods"), Does.Contain("PATCH"));
            Assert.That(TusClient.One(answer, "Access-Control-Allow-Headers"), Does.Contain("tus-resumable").And.Contain("upload-offset"));
            var options = new HttpRequestMessage(HttpMethod.Options, TusClient.Path);
            options.Headers.Add("Origin", origin);
            using var told = await server.Http.SendAsync(options);
            var exposed = TusClient.One(told, "Access-Control-Expose-Headers")!.Split(',');
            Assert.That(new[] { "Location", "Upload-Offset", "Upload-Length", "Upload-Expires", "Tus-Resumable", "Tus-Version", "X-Media-Id" }, Is.SubsetOf(exposed));
        }
    }

    [Test]
    public async Task What_cannot_be_meant_is_refused()
    {
        await RequireProblemAsync(await _tus.SendAsync(HttpMethod.Post, TusClient.Path), HttpStatusCode.BadRequest, Code.Malformed);
        foreach (var (header, value) in new[] { ("Upload-Length", "-1"), ("Upload-Length", "1.5"), ("Upload-Defer-Length", "1") })
            await RequireProblemAsync(await _tus.SendAsync(HttpMethod.Post, TusClient.Path, r => r.Headers.Add(header, value)), HttpStatusCode.BadRequest, Code.Malformed);
        foreach (var metadata in new[] { "a ???", "a AAAA,a AAAA", ", ", "a b c", "k " + new string('A', 1_100) })
        {
            using var refused = await _tus.SendAsync(HttpMethod.Post, TusClient.Path, request =>
            {
                request.Headers.Add("Upload-Length", "1");
                request.Headers.TryAddWithoutValidation("Upload-Metadata", metadata);
            });
            await RequireProblemAsync(refused, HttpStatusCode.BadRequest, Code.Malformed);
        }

        using var tooLong = await _tus.PostAsync(Server.Server.Options.MediaBytesMax + 1);
        await RequireProblemAsync(tooLong, HttpStatusCode.RequestEntityTooLarge, Code.MessageTooLarge);
        var upload = await _tus.CreateAsync(5);
        using var otherType = await _tus.SendAsync(HttpMethod.Patch, upload, request =>
        {
            request.Headers.Add("Upload-Offset", "0");
            request.Content = new StringContent("hello");
        });
        await RequireProblemAsync(otherType, HttpStatusCode.UnsupportedMediaType, Code.UnsupportedMediaType);
        using var overridden = await _tus.SendAsync(HttpMethod.Post, upload, request => request.Headers.Add("X-HTTP-Method-Override", "DELETE"));
        Assert.That(overridden.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), "tus lets a method be named in a header");
    }

    private string FileOf(string upload) =>
        Path.Combine(StoragePaths.Uploads(Server.Server.Options.DataDirectory), Guid.Parse(upload.Split('/')[^1]).ToString("N"));

    private async Task<HttpResponseMessage> AppendAsync(string upload, long offset, byte[] part, string? checksum = null)
    {
        var answer = await _tus.PatchAsync(upload, offset, part, checksum);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await answer.Content.ReadAsStringAsync());
        return answer;
    }

    private async Task<byte[]> DownloadAsync(string media)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"v1/media/{media}", _ada);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Breaks the request off after its bytes.</summary>
    private sealed class BrokenStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The line broke.");
        }
    }

    /// <summary>Gives its bytes, and then nothing more until it is stopped.</summary>
    private sealed class HangingStream(byte[] content, CancellationToken stop) : MemoryStream(content)
    {
        private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Drained => _drained.Task;

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, CancellationToken.None);
            if (read > 0) return read;
            _drained.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(stop);
            return 0;
        }
    }
}
