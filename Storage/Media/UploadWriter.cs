using System.Buffers;
using FastChat.Protocol.Identifiers;

namespace FastChat.Storage.Media;

/// <summary>Appends to an upload's file. What was appended counts once it is synced and the upload's row says so.</summary>
public sealed class UploadWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly MediaId _upload;
    private readonly byte[] _key;

    internal UploadWriter(FileStream file, MediaId upload, byte[] key, long offset)
    {
        _file = file;
        _upload = upload;
        _key = key;
        OffsetBytes = offset;
    }

    /// <summary>How much content was appended, with what was there.</summary>
    public long OffsetBytes { get; private set; }

    /// <summary>How long the file is with it.</summary>
    public long FileBytes => _file.Position;

    /// <summary>Appends one piece of at most <see cref="UploadFiles.PieceBytesMax"/>.</summary>
    /// <exception cref="StorageException">Writing failed.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var piece = ArrayPool<byte>.Shared.Rent(content.Length + UploadFiles.PieceOverheadBytes);
        try
        {
            var length = UploadFiles.Seal(_upload, _key, OffsetBytes, content.Span, piece);
            await _file.WriteAsync(piece.AsMemory(0, length), cancellation);
            OffsetBytes += content.Length;
        }
        catch (IOException failure)
        {
            throw new StorageException("Writing an upload failed.", failure);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Makes all that was appended durable.</summary>
    /// <exception cref="StorageException">Syncing failed.</exception>
    public void Sync()
    {
        try
        {
            _file.Flush(flushToDisk: true);
        }
        catch (IOException failure)
        {
            throw new StorageException("Syncing an upload failed.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
