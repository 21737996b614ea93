using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace FastChat.Client.Media;

/// <summary>One download over as many requests as it takes. Used by one caller at a time.</summary>
/// <param name="path">What to ask for.</param>
/// <param name="to">Written to in order.</param>
/// <param name="progress">Told after each chunk.</param>
/// <param name="bytesDone">What <paramref name="to"/> has already.</param>
/// <param name="tag">Of which content that is.</param>
internal sealed class Download(
    string path, Stream to, IProgress<Transfer>? progress, long bytesDone = 0, EntityTagHeaderValue? tag = null)
{
    private const int BufferBytes = 64 * 1024;

    private EntityTagHeaderValue? _tag = tag;
    private long? _bytesTotal;

    /// <summary>Bytes that were written.</summary>
    public long BytesDone { get; private set; } = bytesDone;

    /// <summary>Asks for the rest, provided that it is still of the same medium.</summary>
    public HttpRequestMessage MakeRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (BytesDone > 0)
        {
            request.Headers.Range = new RangeHeaderValue(BytesDone, null);
            if (_tag is { IsWeak: false })
                request.Headers.IfRange = new RangeConditionHeaderValue(_tag);
        }

        return request;
    }

    /// <summary>Writes what the answer brings. A server that sends everything again is skipped forward.</summary>
    public async Task CopyAsync(HttpResponseMessage response, Action moved, CancellationToken cancellationToken)
    {
        var partial = response.StatusCode == HttpStatusCode.PartialContent;
        var range = response.Content.Headers.ContentRange;
        if (partial && range?.From != BytesDone)
            throw new ChatException(ErrorCode.InvalidResponse, "The answer is another part than the one asked for.");
        _tag ??= response.Headers.ETag;
        _bytesTotal ??= partial ? range?.Length : response.Content.Headers.ContentLength;
        var skip = partial ? 0 : BytesDone;
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken).ConfigureAwait(false)) > 0)
            {
                moved();
                var skipped = (int)Math.Min(skip, read);
                skip -= skipped;
                await WriteAsync(buffer.AsMemory(skipped, read - skipped), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await body.DisposeAsync().ConfigureAwait(false);
        }

        if (_bytesTotal is { } total && BytesDone < total)
            throw new ChatException(ErrorCode.ConnectionLost, "The download broke off.");
        progress?.Report(new Transfer(BytesDone, BytesDone));
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
            return;
        try
        {
            await to.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DownloadTargetException(e);
        }

        BytesDone += bytes.Length;
        progress?.Report(new Transfer(BytesDone, _bytesTotal));
    }
}
