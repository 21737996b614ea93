using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Http;

public sealed class MediaEndpointTests : HttpTestBase
{
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. RandomNumberGenerator.GetBytes(200_000)];

    [Test]
    public async Task What_was_uploaded_is_downloaded_with_safe_headers()
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, Picture, "text/html", "../../%E6%97%A5.png"));
        Assert.That((string?)media["content_type"], Is.EqualTo("image/png"));
        Assert.That((long)media["size_bytes"]!, Is.EqualTo(Picture.Length));

        using var response = await DownloadAsync(session, media);
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture));
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("image/png"));
        Assert.That(response.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
        Assert.That(response.Content.Headers.ContentDisposition.FileNameStar, Is.EqualTo("日.png"));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("sandbox; default-src 'none'"));
        Assert.That(response.Headers.CacheControl!.ToString(), Is.EqualTo("no-store, private"));
    }

    [TestCase("<html><script>alert(1)</script></html>", "text/html")]
    [TestCase("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml")]
    [TestCase("MZ...", "image/png")]
    public async Task What_a_browser_would_run_is_an_attachment_without_a_type(string content, string declared)
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, System.Text.Encoding.UTF8.GetBytes(content), declared, "a.html"));
        using var response = await DownloadAsync(session, media);
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/octet-stream"));
        Assert.That(response.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
    }

    [TestCase("bytes=0-0", 0, 1)]
    [TestCase("bytes=65530-65550", 65_530, 21)]
    [TestCase("bytes=200000-", 200_000, 8)]
    [TestCase("bytes=-5", 200_003, 5)]
    [TestCase("bytes=0-999999999", 0, 200_008)]
    public async Task A_range_is_exactly_what_was_asked(string range, int from, int count)
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, Picture));
        using var response = await DownloadAsync(session, media, request => request.Headers.TryAddWithoutValidation("Range", range));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(response.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes {from}-{from + count - 1}/{Picture.Length}"));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture[from..(from + count)]));
    }

    [Test]
    public async Task Ranges_outside_are_refused_and_senseless_ones_ignored()
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, Picture));
        using var outside = await DownloadAsync(session, media, request => request.Headers.TryAddWithoutValidation("Range", "bytes=200008-"));
        await RequireProblemAsync(outside, HttpStatusCode.RequestedRangeNotSatisfiable, Code.RangeNotSatisfiable);
        foreach (var range in new[] { "bytes=5-1", "bytes=x", "bytes=0-1,5-6", "bytes=" + string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"{i}-{i}")) })
        {
            using var whole = await DownloadAsync(session, media, request => request.Headers.TryAddWithoutValidation("Range", range));
            Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.OK), range);
        }
    }

    [Test]
    public async Task An_unchanged_copy_is_not_sent_again_and_HEAD_sends_nothing()
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, Picture));
        using var first = await DownloadAsync(session, media, request => request.Method = HttpMethod.Head);
        Assert.That(first.Content.Headers.ContentLength, Is.EqualTo(Picture.Length));
        Assert.That(await first.Content.ReadAsByteArrayAsync(), Is.Empty);
        using var second = await DownloadAsync(session, media, request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task Conditions_are_heeded_as_RFC_9110_orders_them()
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, Picture));
        using var first = await DownloadAsync(session, media, request => request.Method = HttpMethod.Head);
        var (tag, stored) = (first.Headers.ETag!, first.Content.Headers.LastModified!.Value);
        Assert.That(tag.IsWeak, Is.False);
        Assert.That(first.Headers.AcceptRanges, Is.EqualTo(new[] { "bytes" }));
        async Task RequireAsync(HttpStatusCode status, int bytes, Action<HttpRequestHeaders> set)
        {
            using var answer = await DownloadAsync(session, media, request => set(request.Headers));
            Assert.That(answer.StatusCode, Is.EqualTo(status));
            if (status is HttpStatusCode.OK or HttpStatusCode.PartialContent) Assert.That(await answer.Content.ReadAsByteArrayAsync(), Has.Length.EqualTo(bytes));
            if (status == HttpStatusCode.NotModified) Assert.That(answer.Headers.ETag, Is.EqualTo(tag));
        }

        var other = new EntityTagHeaderValue("\"another\"");
        var (earlier, part) = (stored.AddSeconds(-1), new RangeHeaderValue(0, 9));
        await RequireAsync(HttpStatusCode.NotModified, 0, headers => headers.IfModifiedSince = stored);
        await RequireAsync(HttpStatusCode.OK, Picture.Length, headers => headers.IfModifiedSince = earlier);
        await RequireAsync(HttpStatusCode.NotModified, 0, headers => headers.TryAddWithoutValidation("If-None-Match", $"W/{tag}, \"x\""));
        await RequireAsync(HttpStatusCode.NotModified, 0, headers => headers.TryAddWithoutValidation("If-None-Match", "*"));
        await RequireAsync(HttpStatusCode.OK, Picture.Length, headers => (headers.IfModifiedSince, _) = (stored, headers.TryAddWithoutValidation("If-None-Match", "\"another\"")));
        await RequireAsync(HttpStatusCode.PreconditionFailed, 0, headers => headers.IfMatch.Add(other));
        await RequireAsync(HttpStatusCode.OK, Picture.Length, headers => headers.IfMatch.Add(tag));
        await RequireAsync(HttpStatusCode.PreconditionFailed, 0, headers => headers.IfUnmodifiedSince = earlier);
        await RequireAsync(HttpStatusCode.PartialContent, 10, headers => (headers.Range, headers.IfRange) = (part, new RangeConditionHeaderValue(tag)));
        await RequireAsync(HttpStatusCode.OK, Picture.Length, headers => (headers.Range, headers.IfRange) = (part, new RangeConditionHeaderValue(other)));
        await RequireAsync(HttpStatusCode.PartialContent, 10, headers => (headers.Range, headers.IfRange) = (part, new RangeConditionHeaderValue(stored)));
        await RequireAsync(HttpStatusCode.OK, Picture.Length, headers => (headers.Range, headers.IfRange) = (part, new RangeConditionHeaderValue(earlier)));
        await RequireAsync(HttpStatusCode.NotModified, 0, headers =>
        {
            headers.Range = part;
            headers.IfNoneMatch.Add(tag);
        });
        using var ranged = await DownloadAsync(session, media, request => (request.Method, request.Headers.Range) = (HttpMethod.Head, part));
        Assert.That(await ranged.Content.ReadAsByteArrayAsync(), Is.Empty);
        using var outside = await DownloadAsync(session, media, request => request.Headers.Range = new RangeHeaderValue(Picture.Length, null));
        Assert.That(outside.Content.Headers.ContentRange?.ToString() ?? "bytes */200008", Is.EqualTo($"bytes */{Picture.Length}"));
    }

    [Test]
    public async Task Nobody_else_may_read_an_upload_and_cannot_tell_that_it_exists()
    {
        var (ada, eve) = (await RegisterAsync(), await RegisterAsync());
        var media = await ReadAsync(await UploadAsync(ada, Picture));
        var texts = new List<string>();
        foreach (var id in new[] { Id(media), Guid.CreateVersion7().ToString(), "x", "..%2F..%2Fkey" })
        {
            using var response = await SendAsync(HttpMethod.Get, $"v1/media/{id}?conversation={Guid.CreateVersion7()}", eve);
            await RequireProblemAsync(response, HttpStatusCode.NotFound, Code.NotFound);
            texts.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.That(texts.Distinct().ToList(), Has.Count.EqualTo(1));
        using var conditional = new HttpRequestMessage(HttpMethod.Get, $"v1/media/{Id(media)}");
        conditional.Headers.Authorization = new AuthenticationHeaderValue("Bearer", eve.AccessToken);
        conditional.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Id(media)}\""));
        await RequireProblemAsync(await Http.SendAsync(conditional), HttpStatusCode.NotFound, Code.NotFound);
    }

    [Test]
    public async Task A_picture_is_readable_by_all_while_it_is_shown_in_the_profile()
    {
        var (ada, grace) = (await RegisterAsync(), await RegisterAsync());
        var media = await ReadAsync(await UploadAsync(ada, Picture));
        await ReadAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", ada, new { avatar_media_id = Id(media) }));
        using (var shown = await DownloadAsync(grace, media)) Assert.That(await shown.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture));

        await RequireProblemAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", grace, new { avatar_media_id = Id(media) }), HttpStatusCode.NotFound, Code.MediaNotFound);
        await ReadAsync(await SendAsync(HttpMethod.Patch, "v1/accounts/me", ada, new { avatar_media_id = "" }));
        await RequireProblemAsync(await DownloadAsync(grace, media), HttpStatusCode.NotFound, Code.NotFound);
    }

    [Test]
    public async Task Uploads_have_a_size_limit_also_when_they_do_not_tell_their_size()
    {
        await using var server = await TestServer.StartAsync(options => options with { MediaBytesMax = 100_000, MediaBytesPerAccountMax = 150_000 });
        var session = await server.Accounts.RegisterAsync("ada");
        Task<HttpResponseMessage> Send(int bytes, bool chunked)
        {
            var content = new StreamContent(new MemoryStream(new byte[bytes]));
            var request = new HttpRequestMessage(HttpMethod.Post, "v1/media") { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
            request.Headers.TransferEncodingChunked = chunked;
            return server.Http.SendAsync(request);
        }

        foreach (var chunked in new[] { false, true })
            await RequireProblemAsync(await Send(100_001, chunked), HttpStatusCode.RequestEntityTooLarge, Code.MessageTooLarge);
        Assert.That((await Send(100_000, chunked: true)).StatusCode, Is.EqualTo(HttpStatusCode.Created));
        await RequireProblemAsync(await Send(50_001, chunked: true), HttpStatusCode.RequestEntityTooLarge, Code.QuotaExceeded);
        Assert.That((await Send(50_000, chunked: false)).StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var files = Directory.GetFiles(Path.Combine(server.Server.Options.DataDirectory, "media"), "*", SearchOption.AllDirectories);
        Assert.That(files, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task An_empty_upload_and_one_without_a_type_are_fine()
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, [], null, null));
        using var response = await DownloadAsync(session, media);
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task Media_survive_a_restart()
    {
        var session = await RegisterAsync();
        var media = await ReadAsync(await UploadAsync(session, Picture));
        await RestartAsync();
        using var response = await DownloadAsync(session, media);
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture));
    }

    private static string Id(JsonNode media) => (string)media["media_id"]!;

    private Task<HttpResponseMessage> UploadAsync(RawSession session, byte[] content, string? type = "image/png", string? name = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/media") { Content = new ByteArrayContent(content) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (name is not null) request.Headers.TryAddWithoutValidation("X-File-Name", name);
        return Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> DownloadAsync(RawSession session, JsonNode media, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"v1/media/{Id(media)}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        change?.Invoke(request);
        return Http.SendAsync(request);
    }
}
