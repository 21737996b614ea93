using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>
/// Messages with custom payloads, by the name of their type. Keys hold the first 16 bytes of the name's SHA-256, so that
/// the key is of fixed length.
/// </summary>
public sealed class PayloadTable
{
    private readonly AnnotationRows _rows;

    internal PayloadTable(AnnotationRows rows) => _rows = rows;

    public void Put(CommitBatch batch, ConversationId conversation, ReadOnlySpan<byte> type, ulong sequence, DataKey key)
    {
        var hash = Hash(type);
        AnnotationRows.Put(batch, TypeKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation).Add(hash), type, key);
        AnnotationRows.Put(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, hash).Add(sequence), [], key);
    }

    public void Delete(CommitBatch batch, ConversationId conversation, ReadOnlySpan<byte> type, ulong sequence) =>
        AnnotationRows.Delete(batch, Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, Hash(type)).Add(sequence));

    /// <summary>The names of all types that messages of the conversation have, or had: at most so many.</summary>
    public IReadOnlyList<string> ReadTypes(ConversationId conversation, int countMax)
    {
        var types = new List<string>();
        _rows.Visit(
            conversation,
            TypeKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            TypeKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation),
            (_, row) =>
            {
                types.Add(Encoding.ASCII.GetString(row.OpenBytes()));
                return types.Count < countMax;
            });
        return types;
    }

    /// <summary>Messages of a type between two sequences, newest first.</summary>
    public IReadOnlyList<ulong> ReadBefore(
        ConversationId conversation, ReadOnlySpan<byte> type, ulong first, ulong before, int countMax)
    {
        var sequences = new List<ulong>();
        if (before == 0) return sequences;
        var hash = Hash(type);
        _rows.VisitBack(
            conversation,
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, hash),
            Key(stackalloc byte[StorageLimits.KeyBytesMax], conversation, hash).Add(before - 1),
            (rest, _) =>
            {
                var sequence = BinaryPrimitives.ReadUInt64BigEndian(rest);
                if (sequence < first) return false;
                sequences.Add(sequence);
                return sequences.Count < countMax;
            });
        return sequences;
    }

    private static UInt128 Hash(ReadOnlySpan<byte> type) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(type));

    private static AnnotationKey TypeKey(Span<byte> room, ConversationId conversation) =>
        new(room, conversation, AnnotationKind.PayloadType);

    private static AnnotationKey Key(Span<byte> room, ConversationId conversation, UInt128 type) =>
        new AnnotationKey(room, conversation, AnnotationKind.Payload).Add(type);
}
