using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>
/// Rows of `annotations` by kind: what has to be counted or found again about a conversation beside its log. None of them is
/// written for a plain message. Reads on any thread; writes go into the batch of the conversation's loop.
/// </summary>
internal sealed class AnnotationRows(Rows rows, KeyRing keys)
{
    public static void Put(CommitBatch batch, AnnotationKey key, ReadOnlySpan<byte> value, DataKey dataKey) =>
        batch.Put(Table.Annotations, key.Bytes, value, dataKey);

    public static void Put<T>(CommitBatch batch, AnnotationKey key, in T record, DataKey dataKey)
        where T : IStoredRecord<T> => Rows.Put(batch, Table.Annotations, key.Bytes, dataKey, record);

    public static void PutNumber(CommitBatch batch, AnnotationKey key, uint value, DataKey dataKey)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Put(batch, key, bytes, dataKey);
    }

    public static void Delete(CommitBatch batch, AnnotationKey key) => batch.Delete(Table.Annotations, key.Bytes);

    public bool TryRead<T>(ConversationId conversation, AnnotationKey key, out T record)
        where T : IStoredRecord<T>
    {
        record = default!;
        return HasAny(conversation) && keys.Find(conversation) is { } dataKey && rows.TryRead(Table.Annotations, key.Bytes, dataKey, out record);
    }

    public bool TryReadNumber(ConversationId conversation, AnnotationKey key, out uint value)
    {
        value = 0;
        if (!HasAny(conversation) || keys.Find(conversation) is not { } dataKey) return false;
        using var found = rows.Database.Get(Table.Annotations, key.Bytes);
        if (!found.Exists) return false;
        value = OpenNumber(key.Bytes, found.Bytes, dataKey);
        return true;
    }

    public bool Exists(AnnotationKey key)
    {
        using var found = rows.Database.Get(Table.Annotations, key.Bytes);
        return found.Exists;
    }

    /// <summary>Visits the rows whose keys begin with a prefix, from a key on upwards.</summary>
    public void Visit(ConversationId conversation, AnnotationKey prefix, AnnotationKey from, AnnotationVisitor visit)
    {
        if (!HasAny(conversation) || keys.Find(conversation) is not { } dataKey) return;
        using var found = rows.Database.Iterate(Table.Annotations);
        var more = found.Seek(from.Bytes);
        for (; more && found.Key.StartsWith(prefix.Bytes); more = found.MoveNext())
        {
            if (!visit(found.Key[prefix.Bytes.Length..], new SealedRow(found.Key, found.Value, dataKey))) return;
        }
    }

    /// <summary>Visits the rows whose keys begin with a prefix, from a key on downwards.</summary>
    public void VisitBack(ConversationId conversation, AnnotationKey prefix, AnnotationKey from, AnnotationVisitor visit)
    {
        if (!HasAny(conversation) || keys.Find(conversation) is not { } dataKey) return;
        using var found = rows.Database.Iterate(Table.Annotations);
        var more = found.SeekBack(from.Bytes);
        for (; more && found.Key.StartsWith(prefix.Bytes); more = found.MoveBack())
        {
            if (!visit(found.Key[prefix.Bytes.Length..], new SealedRow(found.Key, found.Value, dataKey))) return;
        }
    }

    /// <summary>Whether there is a row of the conversation, of any kind. Most have none.</summary>
    public bool HasAny(ConversationId conversation) =>
        rows.HasAny(Table.Annotations, RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], conversation));

    internal static uint OpenNumber(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DataKey dataKey)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Messages.BlockTable.RequireLength(value, bytes.Length);
        Rows.Open(Table.Annotations, key, value, dataKey, bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
