using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FastChat.Client.Accounts;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Media;

/// <summary>Moves media over the HTTP API. Thread-safe; failures are <see cref="ChatException"/>s.</summary>
internal sealed class MediaApi(HttpApi http, TimeProvider time)
{
    /// <summary>A transfer that moves nothing for this long has failed.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Broken downloads are taken up again this often without a single new byte in between.</summary>
    private const int FruitlessAttemptsMax = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Uploads the whole of a stream.</summary>
    /// <param name="open">Opens the bytes, at their start; called again when the access token had to be renewed.</param>
    /// <param name="name">The file name, metadata only.</param>
    /// <param name="contentType">What the sender says it is.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    public async Task<MediaBody> UploadAsync(
        Func<Stream> open, string name, string contentType, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(StallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        var watched = new WatchedProgress(progress, () => stall.CancelAfter(StallTimeout));
        try
        {
            using var response = await http.SendAsync(
                () => MakeUpload(open(), name, contentType, watched), true, HttpCompletionOption.ResponseContentRead, both.Token)
                .ConfigureAwait(false);
            return await response.Content.ReadFromJsonAsync(ApiShapes.Default.MediaBody, both.Token).ConfigureAwait(false)
                ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer is empty.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChatException(ErrorCode.TimedOut, "The upload stalled.");
        }
        catch (Exception e) when (HttpFailures.Of(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Downloads to a stream, taking it up where it broke off.</summary>
    /// <param name="media">Which.</param>
    /// <param name="conversation">Through which the account may read it; none: its own upload, or an avatar.</param>
    /// <param name="to">Written to in order, from where it stands.</param>
    /// <param name="progress">Told after each chunk, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    public Task DownloadAsync(
        MediaId media, ConversationId conversation, Stream to, IProgress<Transfer>? progress, CancellationToken cancellationToken) => DownloadAsync(
            conversation.IsNone() ? $"v1/media/{media}" : $"v1/media/{media}?conversation={conversation}", to, progress, cancellationToken);

    /// <summary>The same of whatever a path gives.</summary>
    public async Task DownloadAsync(string path, Stream to, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        var download = new Download(path, to, progress);
        for (var fruitless = 0; ;)
        {
            var before = download.BytesDone;
            var failure = await TryAsync(download, cancellationToken).ConfigureAwait(false);
            if (failure is null)
                return;
            fruitless = download.BytesDone > before ? 0 : fruitless + 1;
            if (fruitless == FruitlessAttemptsMax || !IsPassing(failure.Code))
                throw failure;
            var pause = failure.RetryAfter ?? FirstPause * (1 << fruitless);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ChatException?> TryAsync(Download download, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(StallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using var response = await http.SendAsync(
                download.MakeRequest, true, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            await download.CopyAsync(response, () => stall.CancelAfter(StallTimeout), both.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ChatException(ErrorCode.TimedOut, "The download stalled.");
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

    private static bool IsPassing(ErrorCode code) => code.Advice is Protocol.Errors.Advice.Retry;

    private static HttpRequestMessage MakeUpload(Stream content, string name, string contentType, IProgress<Transfer> progress)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/media", UriKind.Relative))
        {
            Content = new StreamContent(new ProgressStream(content, progress)),
        };
        request.Content.Headers.ContentType =
            MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed : new MediaTypeHeaderValue(ContentTypes.Unknown);
        if (content.CanSeek)
            request.Content.Headers.ContentLength = content.Length - content.Position;
        if (name.Length > 0)
            request.Headers.TryAddWithoutValidation("X-File-Name", Uri.EscapeDataString(name));
        request.Version = HttpVersion.Version11;
        return request;
    }
}
