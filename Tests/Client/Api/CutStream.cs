namespace FastChat.Tests.Client.Api;

/// <summary>Reads so many bytes, then fails; the end of a shorter stream comes through.</summary>
internal sealed class CutStream(Stream inner, int bytesLeft) : Stream
{
    private int _bytesLeft = bytesLeft;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, Math.Max(1, _bytesLeft))], cancellationToken);
        if (read > 0 && _bytesLeft == 0)
            throw new IOException("The line broke.");
        _bytesLeft -= read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
