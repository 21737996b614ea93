using System.Security.Cryptography;

namespace FastChat.Client.Media;

/// <summary>Reads a <see cref="SealedFile"/> back. Knows its length; not thread-safe.</summary>
internal sealed class SealedFileStream : ReadStream
{
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly byte[] _block = new byte[SealedFile.ChunkBytes + SealedFile.TagBytes];
    private readonly byte[] _chunk = new byte[SealedFile.ChunkBytes];
    private long _index;
    private int _skip;
    private int _start;
    private int _end;
    private bool _last;

    public SealedFileStream(string path, byte[] key)
    {
        _file = File.OpenRead(path);
        _cipher = new AesGcm(key, SealedFile.TagBytes);
        var blocks = (_file.Length / _block.Length) + 1;
        Length = Math.Max(0, _file.Length - (blocks * SealedFile.TagBytes));
    }

    public override bool CanSeek => true;

    public override long Length { get; }

    /// <summary>Setting it costs nothing until the next read.</summary>
    public override long Position
    {
        get => (_index * SealedFile.ChunkBytes) - (_last ? SealedFile.ChunkBytes - _end : 0) - (_end - _start) + _skip;
        set
        {
            (_index, _skip) = (value / SealedFile.ChunkBytes, (int)(value % SealedFile.ChunkBytes));
            (_start, _end, _last) = (0, 0, false);
            _file.Position = _index * _block.Length;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !_last)
        {
            Open(await _file.ReadAtLeastAsync(_block, _block.Length, false, cancellationToken).ConfigureAwait(false));
        }

        return Take(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_start == _end && !_last)
            Open(_file.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false));
        return Take(buffer.AsSpan(offset, count));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(_chunk);
            _cipher.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Open(int blockBytes)
    {
        if (blockBytes < SealedFile.TagBytes)
            throw new InvalidDataException("A staged file is cut off.");
        _last = blockBytes < _block.Length;
        _end = blockBytes - SealedFile.TagBytes;
        SealedFile.Open(_cipher, _index++, _last, _block.AsSpan(0, blockBytes), _chunk.AsSpan(0, _end));
        _start = Math.Min(_skip, _end);
        _skip = 0;
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _start);
        _chunk.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
