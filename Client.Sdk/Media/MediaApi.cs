using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FastChat.Client.Accounts;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Media;

/// <summary>Moves media over the HTTP API. Thread-safe; failures are <see cref="ChatException"/>s.</summary>
internal sealed class MediaApi(HttpApi http, TimeProvider time)
{
    /// <summary>From here on an upload goes in parts that are taken up where they broke off; below, it costs one request.</summary>
    public const long ResumableBytesMin = 256 * 1024;

    /// <summary>A transfer that moves nothing for this long has failed.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Broken transfers are taken up again this often without a single new byte in between.</summary>
    private const int FruitlessAttemptsMax = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Uploads the whole of a source.</summary>
    /// <param name="source">What.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the attempt; one in parts can be gone on with until it expires, or terminated.</param>
    public async Task<MediaBody> UploadAsync(UploadSource source, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        if (source.SizeBytes < ResumableBytesMin)
            return await PostAsync(source, progress, cancellationToken).ConfigureAwait(false);
        var moved = () => { };
        var upload = new ResumableUpload(http, source, new WatchedProgress(progress, () => moved()));
        var stored = await RetryAsync(
            async () =>
            {
                MediaBody? stored = null;
                var failure = await TryAsync(
                    async (stall, token) =>
                    {
                        moved = stall;
                        while ((stored = await upload.StepAsync(token).ConfigureAwait(false)) is null)
                        {
                            // The next step asks what became of it.
                        }
                    },
                    cancellationToken).ConfigureAwait(false);
                if (failure?.Code is ErrorCode.NotFound && await upload.BeginAnewAsync().ConfigureAwait(false))
                    failure = new ChatException(ErrorCode.ConnectionLost, failure.Message);
                return (stored, failure);
            },
            () => upload.OffsetBytes,
            cancellationToken).ConfigureAwait(false);
        return stored!;
    }

    /// <summary>Gives an upload in parts up, if the server can be told now: else it expires.</summary>
    public async Task TerminateAsync(string upload)
    {
        using var late = new CancellationTokenSource(FarewellTimeout, time);
        try
        {
            using var response = await http.SendAsync(
                () => ResumableUpload.MakeTermination(upload), true, HttpCompletionOption.ResponseContentRead, late.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException || HttpFailures.Of(e) is not null)
        {
            // It expires.
        }
    }

    /// <summary>Downloads to a stream, taking it up where it broke off.</summary>
    /// <param name="media">Which.</param>
    /// <param name="conversation">Through which the account may read it; none: its own upload, or an avatar.</param>
    /// <param name="to">Written to in order, from where it stands.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    public Task DownloadAsync(
        MediaId media, ConversationId conversation, Stream to, IProgress<Transfer>? progress, CancellationToken cancellationToken) =>
        DownloadAsync(PathOf(media, conversation), to, progress, cancellationToken);

    /// <summary>The same of whatever a path gives.</summary>
    public Task DownloadAsync(string path, Stream to, IProgress<Transfer>? progress, CancellationToken cancellationToken) =>
        DownloadAsync(new Download(path, to, progress), cancellationToken);

    /// <summary>Downloads to a file, going on with what an earlier call left.</summary>
    public async Task DownloadToFileAsync(
        MediaId media, ConversationId conversation, string path, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        var part = $"{path}.{media}.part";
        var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        await using (file.ConfigureAwait(false))
        {
            // The last byte once more: there is always something to ask for, and a part that is too long shows.
            file.SetLength(Math.Max(0, file.Length - 1));
            try
            {
                await AppendAsync(file).ConfigureAwait(false);
            }
            catch (ChatException tooLong) when (tooLong.Code is ErrorCode.RangeNotSatisfiable && file.Length > 0)
            {
                file.SetLength(0);
                await AppendAsync(file).ConfigureAwait(false);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
        return;

        Task AppendAsync(FileStream file)
        {
            file.Seek(0, SeekOrigin.End);
            var download = new Download(PathOf(media, conversation), file, progress, file.Length, new EntityTagHeaderValue($"\"{media}\""));
            return DownloadAsync(download, cancellationToken);
        }
    }

    public async Task<MediaUsage> ReadUsageAsync(CancellationToken cancellationToken)
    {
        var usage = await http.SendAsync(
            ApiRequests.WithoutBody(HttpMethod.Get, "v1/media/usage"), ApiShapes.Default.MediaUsageBody, cancellationToken).ConfigureAwait(false);
        return new MediaUsage(usage.UsedBytes, usage.UploadingBytes, usage.QuotaBytes);
    }

    private static string PathOf(MediaId media, ConversationId conversation) =>
        conversation.IsNone() ? $"v1/media/{media}" : $"v1/media/{media}?conversation={conversation}";

    private async Task DownloadAsync(Download download, CancellationToken cancellationToken) => await RetryAsync(
        async () =>
        {
            var failure = await TryAsync(
                async (moved, token) =>
                {
                    using var response = await http.SendAsync(
                        download.MakeRequest, true, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
                    await download.CopyAsync(response, moved, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return (download, failure);
        },
        () => download.BytesDone,
        cancellationToken).ConfigureAwait(false);

    /// <summary>Tries until it works, gives up on what will not pass, and after several attempts in a row that moved nothing.</summary>
    private async Task<T?> RetryAsync<T>(
        Func<Task<(T? Done, ChatException? Failure)>> attempt, Func<long> bytesDone, CancellationToken cancellationToken)
        where T : class
    {
        for (var fruitless = 0; ;)
        {
            var before = bytesDone();
            var (done, failure) = await attempt().ConfigureAwait(false);
            if (failure is null)
                return done;
            fruitless = bytesDone() > before ? 0 : fruitless + 1;
            if (fruitless == FruitlessAttemptsMax || !IsPassing(failure.Code))
                throw failure;
            var pause = failure.RetryAfter ?? FirstPause * (1 << fruitless);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One attempt, which must say from time to time that something moves. What failed comes back as a value.</summary>
    private async Task<ChatException?> TryAsync(Func<Action, CancellationToken, Task> transfer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(StallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            await transfer(() => stall.CancelAfter(StallTimeout), both.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ChatException(ErrorCode.TimedOut, "The transfer stalled.");
        }
        catch (ChatException e)
        {
            return e;
        }
        catch (Exception e) when (e is not DownloadTargetException && HttpFailures.Of(e) is { } failure)
        {
            return failure;
        }
    }

    private async Task<MediaBody> PostAsync(UploadSource source, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        MediaBody? stored = null;
        var failure = await TryAsync(
            async (moved, token) =>
            {
                var watched = new WatchedProgress(progress, moved);
                using var response = await http.SendAsync(
                    () => MakePost(source, watched), true, HttpCompletionOption.ResponseContentRead, token).ConfigureAwait(false);
                stored = await response.Content.ReadFromJsonAsync(ApiShapes.Default.MediaBody, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return failure is null ? stored ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer is empty.") : throw failure;
    }

    private static bool IsPassing(ErrorCode code) => code.Advice is Protocol.Errors.Advice.Retry || code is ErrorCode.UploadOffsetWrong;

    private static HttpRequestMessage MakePost(UploadSource source, IProgress<Transfer> progress)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/media", UriKind.Relative))
        {
            Content = new StreamContent(new ProgressStream(source.Open(0), progress)),
        };
        request.Content.Headers.ContentType =
            MediaTypeHeaderValue.TryParse(source.ContentType, out var parsed) ? parsed : new MediaTypeHeaderValue(ContentTypes.Unknown);
        request.Content.Headers.ContentLength = source.SizeBytes;
        if (source.Name.Length > 0)
            request.Headers.TryAddWithoutValidation("X-File-Name", Uri.EscapeDataString(source.Name));
        request.Version = HttpVersion.Version11;
        return request;
    }
}
