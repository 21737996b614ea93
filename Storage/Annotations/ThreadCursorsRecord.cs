using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>An account's cursors in the threads of a conversation, the one moved last at the end.</summary>
public sealed record ThreadCursorsRecord(ImmutableArray<ThreadCursor> Cursors) : IStoredRecord<ThreadCursorsRecord>
{
    static int IStoredRecord<ThreadCursorsRecord>.Elements => 1;

    static ThreadCursorsRecord IStoredRecord<ThreadCursorsRecord>.Read(ref MessagePackReader reader)
    {
        var cursors = new ThreadCursor[reader.ReadArrayHeader()];
        for (var i = 0; i < cursors.Length; i++)
        {
            if (reader.ReadArrayHeader() != 3) throw new StorageCorruptException("A thread cursor has three parts.");
            cursors[i] = new ThreadCursor(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt32());
        }

        return new ThreadCursorsRecord([.. cursors]);
    }

    void IStoredRecord<ThreadCursorsRecord>.Write(ref MessagePackWriter writer)
    {
        writer.WriteArrayHeader(Cursors.Length);
        foreach (var cursor in Cursors)
        {
            writer.WriteArrayHeader(3);
            writer.Write(cursor.Root);
            writer.Write(cursor.Sequence);
            writer.Write(cursor.Ordinal);
        }
    }

    /// <summary>With one moved forward; null if it was there already. Beyond the limit the one moved longest ago goes.</summary>
    public ThreadCursorsRecord? Moved(ThreadCursor to, int countMax)
    {
        if (Cursors.Any(cursor => cursor.Root == to.Root && cursor.Sequence >= to.Sequence)) return null;
        var others = Cursors.RemoveAll(cursor => cursor.Root == to.Root);
        return new ThreadCursorsRecord([.. others.Skip(Math.Max(0, others.Length + 1 - countMax)), to]);
    }
}
