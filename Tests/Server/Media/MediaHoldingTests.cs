using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Media;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Media;

/// <summary>What accounts hold: each content once, within their quotas, for as long as something refers to it.</summary>
[TestFixture]
internal sealed class MediaHoldingTests
{
    private const int Quota = 300_000;

    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. RandomNumberGenerator.GetBytes(99_992)];

    private readonly ShiftedClock _clock = new();
    private TestServer _server = null!;
    private RawSession _ada = null!;
    private RawSession _grace = null!;

    private ChatDatabase Database => _server.Server.Services.GetRequiredService<ChatDatabase>();

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync(options => options with { MediaBytesPerAccountMax = Quota, UploadsPerAccountMax = 2, MediaUnreferredHours = 24 }, time: _clock);
        (_ada, _grace) = (await _server.RegisterAsync("ada"), await _server.RegisterAsync("grace"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        Assert.That(Database.Verify().Problems, Is.Empty);
        await _server.DisposeAsync();
    }

    [Test]
    public async Task The_same_bytes_are_one_blob_of_an_account_whichever_way_they_come_and_another_account_s_are_its_own()
    {
        var first = await UploadAsync(_ada, Picture, "one.png");
        Assert.That(await UploadAsync(_ada, Picture, "two.png"), Is.EqualTo(first));
        using (var parts = await new TusClient(_server.Http, _ada).PostAsync(Picture.Length, part: Picture))
            Assert.That(TusClient.One(parts, "X-Media-Id"), Is.EqualTo(first));
        Assert.That(Used(_ada), Is.EqualTo(Picture.Length));
        Assert.That(Files(), Has.Length.EqualTo(1));

        var other = await UploadAsync(_grace, Picture);
        Assert.That(other, Is.Not.EqualTo(first), "nobody learns what others have");
        Assert.That(Used(_grace), Is.EqualTo(Picture.Length), "nor from the room that is taken");
        Assert.That(Files(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Many_uploads_of_the_same_bytes_at_once_end_in_one_blob()
    {
        var uploads = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => UploadAsync(_ada, Picture, $"{i}.png")));
        Assert.That(uploads.Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(Used(_ada), Is.EqualTo(Picture.Length));
        Assert.That(Files(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task The_quota_holds_for_uploads_of_both_ways_and_for_what_is_adopted()
    {
        var shared = await ShareAsync(_ada, RandomNumberGenerator.GetBytes(200_000));
        await UploadAsync(_grace, RandomNumberGenerator.GetBytes(150_000));
        Assert.That((await AdoptAsync(_grace, shared.Conversation, shared.Media)).Error?.Code, Is.EqualTo(Code.QuotaExceeded));
        using (var direct = await PostAsync(_grace, RandomNumberGenerator.GetBytes(150_001))) await RequireAsync(direct, Code.QuotaExceeded);

        var tus = new TusClient(_server.Http, _grace);
        await tus.CreateAsync(100_000);
        using (var parts = await tus.PostAsync(50_001)) await RequireAsync(parts, Code.QuotaExceeded);
        using (var direct = await PostAsync(_grace, RandomNumberGenerator.GetBytes(50_001))) await RequireAsync(direct, Code.QuotaExceeded);
        await tus.CreateAsync(1);
        using (var third = await tus.PostAsync(1)) await RequireAsync(third, Code.LimitReached);

        await _server.Server.Services.GetRequiredService<AccountAdministration>().SetQuotaAsync(_grace.Account, 1_000_000);
        Assert.That((await AdoptAsync(_grace, shared.Conversation, shared.Media)).Error, Is.Null);
        Assert.That((await AdoptAsync(_grace, shared.Conversation, shared.Media)).Error, Is.Null, "once more costs nothing");
        var usage = await UsageAsync(_grace);
        Assert.That(
            ((long)usage["used_bytes"]!, (long)usage["uploading_bytes"]!, (long)usage["quota_bytes"]!), Is.EqualTo((350_000L, 100_001L, 1_000_000L)));
        await _server.Server.Services.GetRequiredService<AccountAdministration>().SetQuotaAsync(_grace.Account, 0);
        Assert.That((long)(await UsageAsync(_grace))["quota_bytes"]!, Is.EqualTo(Quota));
    }

    [Test]
    public async Task A_blob_goes_with_the_last_message_that_refers_to_it_and_its_room_is_free()
    {
        var (conversation, media, sequence) = await ShareAsync(_ada, Picture);
        var second = (await SendAsync(_ada, conversation, 2, RawEntries.WithMedia("again", media))).Sequence;
        await SendAsync(_ada, conversation, 3, RawEntries.Delete(sequence));
        await CollectAsync();
        Assert.That(Files(), Has.Length.EqualTo(1), "the second message refers to it");
        Assert.That(Used(_ada), Is.EqualTo(Picture.Length), "and it counts");
        await SendAsync(await _server.Accounts.SignInAsync("ada"), conversation, 1, RawEntries.Delete(second));
        await Conditions.Until(() => Database.Media.ReadReference(conversation, media) is null);
        await CollectAsync();
        Assert.That(Files(), Is.Empty);
        Assert.That(Used(_ada), Is.Zero);
        var back = await _server.Accounts.SignInAsync("ada");
        Assert.That(await UploadAsync(back, Picture), Is.Not.EqualTo(media.ToString()), "and its content is not known any more");
    }

    [Test]
    public async Task A_blob_that_nothing_refers_to_goes_after_a_day_and_pictures_and_scheduled_messages_keep_theirs()
    {
        var (forgotten, picture, later, shared) = (Content(1), Content(2), Content(3), Content(4));
        await UploadAsync(_ada, forgotten);
        var avatar = await UploadAsync(_ada, picture);
        using (var set = await _server.Accounts.SendAsync(HttpMethod.Patch, "v1/accounts/me", _ada.AccessToken, JsonContent(new { avatar_media_id = avatar })))
            Assert.That(set.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var (conversation, _, _) = await ShareAsync(_ada, shared);
        var scheduled = Id(await UploadAsync(_ada, later));
        await ScheduleAsync(_ada, conversation, RawEntries.WithMedia("later", scheduled));

        await CollectAsync();
        Assert.That(Files(), Has.Length.EqualTo(4), "a day is not over");
        _clock.Advance(TimeSpan.FromHours(25));
        await CollectAsync();
        Assert.That(Files(), Has.Length.EqualTo(3));
        Assert.That(Database.MediaHoldings.ReadUsage(_ada.Account)?.UsedBytes, Is.EqualTo(picture.Length + later.Length + shared.Length));
    }

    [Test]
    public async Task What_was_uploaded_once_more_outlives_the_message_that_had_it_first()
    {
        var (conversation, media, sequence) = await ShareAsync(_ada, Picture);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await UploadAsync(_ada, Picture), Is.EqualTo(media.ToString()));
        await SendAsync(_ada, conversation, 2, RawEntries.Delete(sequence));
        await Conditions.Until(() => Database.Media.ReadReference(conversation, media) is null);
        Assert.That((await SendAsync(_ada, conversation, 3, RawEntries.WithMedia("here it is", media))).Code, Is.EqualTo(Code.Unspecified));
    }

    [Test]
    public async Task An_expired_upload_in_parts_goes_with_its_file()
    {
        var tus = new TusClient(_server.Http, _ada);
        var upload = await tus.CreateAsync(1_000);
        using (await tus.PatchAsync(upload, 0, new byte[500])) Assert.That(await tus.OffsetAsync(upload), Is.EqualTo(500));
        _clock.Advance(TimeSpan.FromHours(25));
        var back = await _server.Accounts.SignInAsync("ada");
        using (var gone = await new TusClient(_server.Http, back).SendAsync(HttpMethod.Head, upload)) Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await _server.Server.Services.GetRequiredService<PartialUploads>().RemoveExpiredAsync(default);
        Assert.That(Database.Uploads.ReadAll(_ada.Account), Is.Empty);

        // The server's own look after its start may come as late as this, and then it is that which removes the file, after the row.
        await Conditions.Until(() => Directory.GetFiles(Path.Combine(_server.Server.Options.DataDirectory, "uploads")).Length == 0);
    }

    [Test]
    public async Task The_picture_of_a_group_stays_as_long_as_it_is_that_also_when_a_message_with_it_goes()
    {
        var media = Id(await UploadAsync(_ada, Picture));
        var group = new IdSource(TimeProvider.System).NewId<ConversationId>();
        await RequestAsync(_ada, new ClientFrame { CreateGroup = new() { ConversationId = group.ToByteString(), Title = "Engines" } });
        await RequestAsync(_ada, new ClientFrame { UpdateConversation = new() { ConversationId = group.ToByteString(), AvatarMediaId = media.ToByteString() } });
        var said = await SendAsync(_ada, group, 1, RawEntries.WithMedia("our new picture", media));
        await SendAsync(_ada, group, 2, RawEntries.Delete(said.Sequence));
        await Conditions.Until(() => !Database.Annotations.Timers.ReadAll(TimerKind.Remove).Any());
        _clock.Advance(TimeSpan.FromDays(2));
        await CollectAsync();
        Assert.That(Files(), Has.Length.EqualTo(1));
        var back = await _server.Accounts.SignInAsync("ada");
        using (var read = await _server.Accounts.SendAsync(HttpMethod.Get, $"v1/media/{media}?conversation={group}", back.AccessToken))
            Assert.That(await read.Content.ReadAsByteArrayAsync(), Is.EqualTo(Picture));

        await RequestAsync(back, new ClientFrame { UpdateConversation = new() { ConversationId = group.ToByteString(), AvatarMediaId = Google.Protobuf.ByteString.Empty } });
        await CollectAsync();
        Assert.That(Files(), Is.Empty);
        Assert.That(Used(_ada), Is.Zero);
    }

    [Test]
    public async Task An_account_from_before_blobs_were_counted_is_counted_with_its_next_change()
    {
        var media = Id(await UploadAsync(_ada, Picture));
        await _server.Server.Services.GetRequiredService<FastChat.Server.Routing.RecordWriter>().RunAsync(_ada.Account.Shard(), _ada.Account.Value, batch =>
        {
            // As an earlier version left it: a record and a reference, and nothing else.
            var holding = Database.MediaHoldings.Read(_ada.Account, media)!;
            Database.MediaHoldings.Delete(batch, _ada.Account, media);
            Database.MediaHoldings.DeleteContent(batch, _ada.Account, holding.Content);
            Span<byte> usage = stackalloc byte[96];
            batch.Delete(FastChat.Storage.Keys.Table.MediaHoldings, FastChat.Storage.Keys.RowKey.Part(usage, _ada.Account, 0));
            return true;
        });
        Assert.That(Used(_ada), Is.EqualTo(Picture.Length));
        await UploadAsync(_ada, Content(5));
        Assert.That(Used(_ada), Is.EqualTo(Picture.Length + Content(5).Length));
        Assert.That(Database.MediaHoldings.Read(_ada.Account, media)?.SizeBytes, Is.EqualTo(Picture.Length));
    }

    [Test]
    public async Task Only_allowed_types_are_stored_by_what_their_bytes_are()
    {
        foreach (var (allowed, picture, program) in new[]
        {
            ("image/*", true, false), ("image/png", true, false), ("text/plain", false, false), ("application/octet-stream", false, true),
        })
        {
            await using var server = await TestServer.StartAsync(options => options with { MediaTypesAllowed = [allowed] });
            var ada = await server.RegisterAsync("ada");
            foreach (var (content, taken) in new[] { (Picture, picture), ("<svg onload='alert(1)'/>"u8.ToArray(), program) })
            {
                // Whatever its sender says.
                using var parts = await new TusClient(server.Http, ada).PostAsync(content.Length, "a.png", "image/png", content);
                using var direct = await server.Accounts.SendAsync(HttpMethod.Post, "v1/media", ada.AccessToken, new ByteArrayContent(content));
                foreach (var answer in new[] { parts, direct })
                {
                    if (taken) Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), allowed);
                    else await RequireAsync(answer, Code.MediaTypeNotAllowed);
                }
            }
        }
    }

    private static MediaId Id(string text) => MediaId.TryParse(text, out var id) ? id : throw new FormatException(text);

    private static byte[] Content(int seed) => SHA256.HashData([(byte)seed]);

    private static StringContent JsonContent(object body) => new(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    private static async Task RequireAsync(HttpResponseMessage answer, Code code) =>
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"\"code\":{(int)code}"));

    /// <summary>Passes far enough apart: one lets go, one finds that nobody holds, one deletes.</summary>
    private async Task CollectAsync()
    {
        var collector = _server.Server.Services.GetRequiredService<MediaCollector>();
        for (var pass = 0; pass < 3; pass++)
        {
            await collector.RunAsync(default);
            _clock.Advance(MediaLimits.OrphanGrace);
        }
    }

    private string[] Files() => Directory.GetFiles(Path.Combine(_server.Server.Options.DataDirectory, "media"), "*", SearchOption.AllDirectories);

    private async Task<(ConversationId Conversation, MediaId Media, ulong Sequence)> ShareAsync(RawSession session, byte[] content)
    {
        var media = Id(await UploadAsync(session, content));
        await using var client = await _server.ConnectAsync(session);
        var opened = await client.RequestAsync(new ClientFrame { CreateDirect = new CreateDirect { AccountId = _grace.Account.ToByteString() } });
        ConversationId.TryRead(opened.Conversation.ConversationId.Span, out var conversation);
        var sent = await client.SendAsync(conversation, 1, RawEntries.WithMedia("look", media));
        return (conversation, media, sent[0].Sequence);
    }

    private async Task<SendOutcome> SendAsync(RawSession session, ConversationId conversation, ulong number, OutgoingEntry entry)
    {
        await using var client = await _server.ConnectAsync(session);
        return (await client.SendAsync(conversation, number, entry))[0];
    }

    private async Task RequestAsync(RawSession session, ClientFrame request)
    {
        await using var client = await _server.ConnectAsync(session);
        Assert.That((await client.RequestAsync(request)).Error, Is.Null, $"{request.RequestCase}");
    }

    private async Task ScheduleAsync(RawSession session, ConversationId conversation, OutgoingEntry entry)
    {
        await using var client = await _server.ConnectAsync(session);
        var due = _clock.GetUtcNow() + TimeSpan.FromDays(30);
        var request = new ScheduleSend { ConversationId = conversation.ToByteString(), Entry = entry, DueMs = due.ToUnixTimeMilliseconds() };
        Assert.That((await client.RequestAsync(new ClientFrame { ScheduleSend = request })).Error, Is.Null);
    }

    private async Task<ServerFrame> AdoptAsync(RawSession session, ConversationId conversation, MediaId media)
    {
        await using var client = await _server.ConnectAsync(session);
        return await client.RequestAsync(new ClientFrame
        {
            AdoptMedia = new AdoptMedia { ConversationId = conversation.ToByteString(), MediaIds = { media.ToByteString() } },
        });
    }

    // Not over HTTP: the clock is set forward, and tokens expire.
    private long Used(RawSession session) => _server.Server.Services.GetRequiredService<MediaLedger>().Read(session.Account).UsedBytes;

    private async Task<JsonNode> UsageAsync(RawSession session)
    {
        using var answer = await _server.Accounts.SendAsync(HttpMethod.Get, "v1/media/usage", session.AccessToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private Task<HttpResponseMessage> PostAsync(RawSession session, byte[] content) =>
        _server.Accounts.SendAsync(HttpMethod.Post, "v1/media", session.AccessToken, new ByteArrayContent(content));

    private async Task<string> UploadAsync(RawSession session, byte[] content, string? name = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/media") { Content = new ByteArrayContent(content) };
        request.Headers.Authorization = new("Bearer", session.AccessToken);
        if (name is not null) request.Headers.Add("X-File-Name", name);
        using var answer = await _server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), text);
        return (string)JsonNode.Parse(text)!["media_id"]!;
    }
}
