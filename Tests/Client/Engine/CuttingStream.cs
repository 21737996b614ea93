namespace FastChat.Tests.Client.Engine;

/// <summary>
/// A stream that breaks after so many bytes, counted over both directions: in the middle of a frame as likely as anywhere.
/// </summary>
internal sealed class CuttingStream(Stream inner, int bytes) : Stream
{
    private int _left = bytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        var allowed = Take(read);
        return allowed == read ? read : await CutAsync(allowed);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var allowed = Take(buffer.Length);
        await inner.WriteAsync(buffer[..allowed], cancellationToken);
        if (allowed < buffer.Length)
            await CutAsync(0);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private int Take(int count)
    {
        var left = Interlocked.Add(ref _left, -count);
        return left >= 0 ? count : Math.Max(0, count + left);
    }

    // What came before the cut still arrives.
    private async ValueTask<int> CutAsync(int read)
    {
        if (read > 0)
            return read;
        await inner.DisposeAsync();
        throw new IOException("Cut.");
    }
}
