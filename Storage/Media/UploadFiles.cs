using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Media;

/// <summary>
/// The files of uploads in parts, under `uploads/`: pieces that are only ever appended, each sealed under the upload's own key with a
/// nonce of its own and its place in the content, so that a piece may end anywhere. How much of a file counts stands in the upload's
/// row; what lies beyond it is cut off before the next piece. One writer a file; the caller sees to that.
/// </summary>
public sealed class UploadFiles
{
    internal const int HeaderBytes = sizeof(int) + Aead.NonceBytes;

    /// <summary>What a piece takes on disk beside its content.</summary>
    public const int PieceOverheadBytes = HeaderBytes + Aead.TagBytes;

    /// <summary>Content of one piece at most.</summary>
    public const int PieceBytesMax = 64 * 1024;

    private const int AssociatedBytes = Identifier.Bytes + sizeof(long);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;

    /// <param name="dataDirectory">The data directory; `uploads` is made below it.</param>
    public UploadFiles(string dataDirectory)
    {
        _directory = StoragePaths.Uploads(dataDirectory);
        DurableFiles.CreateDirectory(_directory);
    }

    /// <summary>A fresh key for one upload.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(Aead.KeyBytes);

    /// <summary>Makes an upload's file, empty, durably.</summary>
    public void Create(MediaId upload)
    {
        Open(upload, FileMode.CreateNew).Dispose();
        DurableFiles.SyncDirectory(_directory);
    }

    /// <summary>Opens a file to go on after what counts of it. Null: it is not there, or shorter than its row says.</summary>
    public UploadWriter? OpenWrite(MediaId upload, UploadRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!Has(upload, record)) return null;
        var file = Open(upload, FileMode.Open);
        file.SetLength(record.FileBytes);
        file.Position = record.FileBytes;
        return new UploadWriter(file, upload, record.Key, record.OffsetBytes);
    }

    /// <summary>The content so far, forward only; each piece is authenticated before a byte of it is returned. Null: see
    /// <see cref="OpenWrite"/>.</summary>
    public Stream? OpenRead(MediaId upload, UploadRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Has(upload, record) ? new UploadReadStream(File.OpenRead(PathOf(upload)), upload, record) : null;
    }

    /// <summary>Whether all that a row counts is there.</summary>
    public bool Has(MediaId upload, UploadRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new FileInfo(PathOf(upload)) is { Exists: true } file && file.Length >= record.FileBytes;
    }

    /// <summary>Removes a file; absent ones are fine.</summary>
    public void Delete(MediaId upload) => File.Delete(PathOf(upload));

    /// <summary>Removes the files of uploads that no row names. Before any upload is taken.</summary>
    public int Sweep(IReadOnlySet<MediaId> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var removed = 0;
        foreach (var path in Directory.EnumerateFiles(_directory))
        {
            if (TryParse(Path.GetFileName(path), out var upload) && known.Contains(upload)) continue;
            File.Delete(path);
            removed++;
        }

        return removed;
    }

    internal static string Name(MediaId upload) => upload.Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>length u32 ‖ nonce ‖ ciphertext ‖ tag; the piece's place in the content is authenticated with it.</summary>
    internal static int Seal(MediaId upload, byte[] key, long offset, ReadOnlySpan<byte> content, Span<byte> piece)
    {
        BinaryPrimitives.WriteInt32BigEndian(piece, content.Length);
        var nonce = piece.Slice(sizeof(int), Aead.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        Aead.Seal(key, nonce, Associated(stackalloc byte[AssociatedBytes], upload, offset), content, piece.Slice(HeaderBytes, content.Length + Aead.TagBytes));
        return content.Length + PieceOverheadBytes;
    }

    /// <summary>Opens a piece, given its header and what follows; false: it was altered or moved.</summary>
    internal static bool TryOpen(
        MediaId upload, byte[] key, long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> sealedBytes, Span<byte> content) =>
        Aead.TryOpen(key, header[sizeof(int)..], Associated(stackalloc byte[AssociatedBytes], upload, offset), sealedBytes, content);

    private static ReadOnlySpan<byte> Associated(Span<byte> associated, MediaId upload, long offset)
    {
        upload.Write(associated);
        BinaryPrimitives.WriteInt64BigEndian(associated[Identifier.Bytes..], offset);
        return associated;
    }

    private static bool TryParse(string name, out MediaId upload)
    {
        var parsed = UInt128.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        upload = new MediaId(value);
        return parsed;
    }

    private FileStream Open(MediaId upload, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(PathOf(upload), options);
    }

    private string PathOf(MediaId upload) => Path.Combine(_directory, Name(upload));
}
