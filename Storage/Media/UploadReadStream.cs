using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Media;

/// <summary>The content of an upload so far. Holds one opened piece. One reader at a time.</summary>
internal sealed class UploadReadStream(Stream file, MediaId upload, UploadRecord record) : ForwardStream
{
    private readonly byte[] _header = new byte[UploadFiles.HeaderBytes];
    private readonly byte[] _sealed = new byte[UploadFiles.PieceBytesMax + Aead.TagBytes];
    private readonly byte[] _plain = new byte[UploadFiles.PieceBytesMax];
    private long _offset;
    private int _start;
    private int _end;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _end)
        {
            if (_offset == record.OffsetBytes) return 0;
            await LoadAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _plain.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask LoadAsync(CancellationToken cancellation)
    {
        try
        {
            await file.ReadExactlyAsync(_header, cancellation);
            var length = BinaryPrimitives.ReadInt32BigEndian(_header);
            if (length is < 0 or > UploadFiles.PieceBytesMax || length > record.OffsetBytes - _offset) throw new StorageCorruptException("A piece of an upload has the wrong length.");
            var sealedBytes = _sealed.AsMemory(0, length + Aead.TagBytes);
            await file.ReadExactlyAsync(sealedBytes, cancellation);
            if (!UploadFiles.TryOpen(upload, record.Key, _offset, _header, sealedBytes.Span, _plain.AsSpan(0, length)))
                throw new StorageCorruptException("A piece of an upload does not open.");
            (_start, _end) = (0, length);
            _offset += length;
        }
        catch (EndOfStreamException cut)
        {
            throw new StorageCorruptException("An upload's file was cut.", cut);
        }
    }
}
