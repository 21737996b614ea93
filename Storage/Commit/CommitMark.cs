using System.IO.MemoryMappedFiles;
using FastChat.Storage.Feed;

namespace FastChat.Storage.Commit;

/// <summary>
/// Beside the database, the last durable turn of each loop: a memory-mapped page, written after each commit and never
/// synced. A log that was damaged or cut replays only up to the damage; the mark then is ahead of what was recovered, and
/// the loss is told instead of served. It is never ahead otherwise, because a turn is marked after its sync. A mark that is
/// missing, torn or behind says nothing. Each slot is written by one loop.
/// </summary>
internal sealed class CommitMark : IDisposable
{
    private const int Loops = 256;
    private const int SlotBytes = 2 * sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private CommitMark(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, Loops * SlotBytes);
    }

    public static CommitMark Open(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != Loops * SlotBytes)
        {
            DurableFiles.Replace(path, new byte[Loops * SlotBytes]);
        }

        return new CommitMark(MemoryMappedFile.CreateFromFile(path, FileMode.Open));
    }

    /// <summary>Notes that a turn is durable.</summary>
    public void Set(byte loop, long turn)
    {
        _view.Write(loop * SlotBytes, turn);
        // The complement tells a slot that a crash or damage left half written.
        _view.Write((loop * SlotBytes) + sizeof(long), ~turn);
    }

    /// <summary>Throws if a turn that was durable is missing from what was recovered.</summary>
    public void Require(CommitNumbersRecord recovered)
    {
        for (var loop = 0; loop < Loops; loop++)
        {
            if (!TryGet((byte)loop, out var marked)) continue;
            var found = recovered.Turns.GetValueOrDefault((byte)loop, -1);
            if (marked <= found) continue;
            throw new StorageCorruptException(
                $"Durable commits are missing: loop {loop} wrote up to turn {marked}, the database ends at {found}. Its log was damaged or cut, or an older copy was put in its place. Restore a backup; to go on with what is there, delete the file commit-mark.");
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private bool TryGet(byte loop, out long turn)
    {
        turn = _view.ReadInt64(loop * SlotBytes);
        var complement = _view.ReadInt64((loop * SlotBytes) + sizeof(long));
        return complement == ~turn;
    }
}
