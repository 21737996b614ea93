using FastChat.Protocol.Identifiers;
using FastChat.Storage.Media;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Administration;

/// <summary>Seals what is written, chunk by chunk, into a file. Forward only, one thread; holds one chunk.</summary>
public sealed class ArchiveWriteStream : Stream
{
    private readonly FileStream _file;
    private readonly MediaId _id;
    private readonly byte[] _key;
    private readonly byte[] _plain = new byte[MediaChunk.Bytes];
    private readonly byte[] _sealed = new byte[MediaChunk.SealedBytes];
    private int _held;
    private long _chunk;
    private bool _isComplete;

    internal ArchiveWriteStream(FileStream file, MediaId id, byte[] key) => (_file, _id, _key) = (file, id, key);

    /// <summary>Plaintext bytes so far.</summary>
    public long SizeBytes => (_chunk * MediaChunk.Bytes) + _held;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => SizeBytes;

    public override long Position
    {
        get => SizeBytes;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk waits until it is known not to be the last.
            if (_held == _plain.Length) Seal(last: false);
            var count = Math.Min(buffer.Length, _plain.Length - _held);
            buffer[..count].CopyTo(_plain.AsSpan(_held));
            _held += count;
            buffer = buffer[count..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A chunk goes to the page cache: there is nothing to wait for.
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Seals the last chunk and syncs the file. Without it the file is no archive.</summary>
    /// <returns>Plaintext bytes.</returns>
    public long Complete()
    {
        var size = SizeBytes;
        Seal(last: true);
        _file.Flush(flushToDisk: true);
        _isComplete = true;
        return size;
    }

    public override void Flush()
    {
        // Chunks leave when they are full.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            if (!_isComplete) File.Delete(_file.Name);
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(_plain);
        }

        base.Dispose(disposing);
    }

    private void Seal(bool last)
    {
        MediaChunk.Seal(_key, _id, _chunk, last, _plain.AsSpan(0, _held), _sealed);
        _file.Write(_sealed, 0, _held + Aead.TagBytes);
        _chunk++;
        _held = 0;
    }
}
