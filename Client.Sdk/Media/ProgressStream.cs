namespace FastChat.Client.Media;

/// <summary>Counts the bytes that are read from a stream; closes it with itself.</summary>
internal sealed class ProgressStream(Stream inner, IProgress<Transfer> progress) : ReadStream
{
    private readonly long? _bytesTotal = inner.CanSeek ? inner.Length : null;
    private long _bytesDone;

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int bytes)
    {
        _bytesDone += bytes;
        if (bytes > 0)
            progress.Report(new Transfer(_bytesDone, _bytesTotal));
        return bytes;
    }
}
