using FastChat.Protocol.Identifiers;
using FastChat.Storage.Sealing;
using Microsoft.Win32.SafeHandles;

namespace FastChat.Storage.Media;

/// <summary>A blob's plaintext. Holds one opened chunk; seeking costs nothing until the next read. One reader at a time.</summary>
internal sealed class MediaReadStream(SafeFileHandle file, MediaId media, byte[] key, long sizeBytes) : Stream
{
    private readonly byte[] _sealed = new byte[MediaChunk.SealedBytes];
    private readonly byte[] _plain = new byte[MediaChunk.Bytes];
    private long _chunk = -1;
    private int _plainBytes;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => sizeBytes;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => sizeBytes + offset,
    };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || (_position >= sizeBytes && (sizeBytes > 0 || _chunk >= 0))) return 0;
        var index = _position / MediaChunk.Bytes;
        if (index != _chunk) await LoadAsync(index, cancellationToken);
        var offset = (int)(_position % MediaChunk.Bytes);
        var count = Math.Min(buffer.Length, _plainBytes - offset);
        _plain.AsMemory(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask LoadAsync(long index, CancellationToken cancellation)
    {
        var last = index == MediaChunk.Count(sizeBytes) - 1;
        var expected = (last ? (int)(sizeBytes - (index * MediaChunk.Bytes)) : MediaChunk.Bytes) + Aead.TagBytes;
        var read = 0;
        while (read < expected)
        {
            var count = await RandomAccess.ReadAsync(file, _sealed.AsMemory(read, expected - read), (index * MediaChunk.SealedBytes) + read, cancellation);
            if (count == 0) break;
            read += count;
        }

        _chunk = -1;
        if (read != expected || !MediaChunk.TryOpen(key, media, index, last, _sealed.AsSpan(0, read), _plain))
            throw new StorageCorruptException("A media file was altered or cut.");
        _plainBytes = expected - Aead.TagBytes;
        _chunk = index;
    }
}
