using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using FastChat.Client.Accounts;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Media;

/// <summary>
/// One upload by tus 1.0.0 (tus.io) over as many requests, connections and processes as it takes. Used by one caller at a time; what fails
/// for a while is the caller's to try again: <see cref="StepAsync"/> asks the server where to go on.
/// </summary>
internal sealed class ResumableUpload(HttpApi http, UploadSource source, IProgress<Transfer> progress)
{
    private const string Path = "v1/uploads";

    private string? _upload = source.Begun;
    private bool _isBegunHere;

    /// <summary>Bytes that the server had at the last look.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>Begins or goes on with the upload.</summary>
    /// <returns>What it became; null: ask again.</returns>
    public async Task<MediaBody?> StepAsync(CancellationToken cancellationToken)
    {
        if (_upload is null)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (await FindAsync(cancellationToken).ConfigureAwait(false) is { } stored)
        {
            return stored;
        }

        using var sent = await http.SendAsync(MakePart, true, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Makes the next step begin anew, once: the server does not know the upload any more. False: it was begun just now.</summary>
    public async Task<bool> BeginAnewAsync()
    {
        if (_upload is null || _isBegunHere)
            return false;
        (_upload, OffsetBytes) = (null, 0);
        await source.Keep(null).ConfigureAwait(false);
        return true;
    }

    /// <summary>The request that gives an upload up.</summary>
    public static HttpRequestMessage MakeTermination(string upload) => Make(HttpMethod.Delete, $"{Path}/{upload}");

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(MakeCreation, true, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var location = response.Headers.Location?.ToString().Split('/')[^1];
        if (!MediaId.TryParse(location, out _))
            throw new ChatException(ErrorCode.InvalidResponse, "The answer names no upload.");
        (_upload, _isBegunHere, OffsetBytes) = (location, true, 0);
        // Before the first byte: what is not kept could not be gone on with.
        await source.Keep(location).ConfigureAwait(false);
    }

    private async Task<MediaBody?> FindAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            () => Make(HttpMethod.Get, $"{Path}/{_upload}"), true, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var found = await response.Content.ReadFromJsonAsync(ApiShapes.Default.UploadBody, cancellationToken).ConfigureAwait(false);
        if (found is null || found.LengthBytes != source.SizeBytes || (found.Media is null && found.OffsetBytes == found.LengthBytes))
            throw new ChatException(ErrorCode.NotFound, "The upload is none of these bytes any more.");
        OffsetBytes = found.OffsetBytes;
        progress.Report(new Transfer(OffsetBytes, source.SizeBytes));
        return found.Media;
    }

    private HttpRequestMessage MakeCreation()
    {
        var request = Make(HttpMethod.Post, Path);
        request.Headers.Add("Upload-Length", Number(source.SizeBytes));
        request.Headers.Add("Upload-Metadata", $"filename {Base64(Shortened(source.Name))},filetype {Base64(source.ContentType)}");
        return request;
    }

    private HttpRequestMessage MakePart()
    {
        var offset = OffsetBytes;
        var request = Make(HttpMethod.Patch, $"{Path}/{_upload}");
        request.Headers.Add("Upload-Offset", Number(offset));
        var rest = new FileProgress(offset, source.SizeBytes, progress.Report);
        request.Content = new StreamContent(new ProgressStream(source.Open(offset), rest));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Content.Headers.ContentLength = source.SizeBytes - offset;
        return request;
    }

    private static HttpRequestMessage Make(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Version = HttpVersion.Version11 };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    // The server takes 1 KiB of metadata; the name is a label, and the message has the whole of it.
    private static string Shortened(string name)
    {
        const int CharactersMax = 120;
        return name.Length <= CharactersMax ? name : name[^CharactersMax..];
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
