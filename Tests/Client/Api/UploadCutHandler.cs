namespace FastChat.Tests.Client.Api;

/// <summary>
/// Breaks parts of uploads off after so many bytes, by the number of the part; null: not at all. What the server has not read by then may be
/// lost with the connection: <paramref name="beforeCut"/> is awaited before a part of which something has left. Counts the bytes that left.
/// </summary>
internal sealed class UploadCutHandler(Func<int, int?> cutAfterBytes, Func<Task>? beforeCut = null) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _parts = -1;
    private long _bytes;

    /// <summary>Bytes of parts that left.</summary>
    public long BytesSent => Interlocked.Read(ref _bytes);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Patch && request.RequestUri!.AbsolutePath.StartsWith("/v1/uploads/", StringComparison.Ordinal))
        {
            var cut = cutAfterBytes(Interlocked.Increment(ref _parts)) ?? int.MaxValue;
            var content = new StreamContent(new Counted(await request.Content!.ReadAsStreamAsync(cancellationToken), cut, bytes => Interlocked.Add(ref _bytes, bytes), beforeCut));
            foreach (var header in request.Content.Headers) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            request.Content = content;
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private sealed class Counted(Stream inner, long cutAfterBytes, Action<int> count, Func<Task>? beforeCut) : Stream
    {
        private long _sent;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_sent >= cutAfterBytes)
            {
                if (_sent > 0 && beforeCut is not null) await beforeCut();
                throw new IOException("The line broke.");
            }

            var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, cutAfterBytes - _sent)], cancellationToken);
            _sent += read;
            count(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
