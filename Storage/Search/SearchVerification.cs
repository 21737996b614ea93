using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Search;
using FastChat.Search.Index;

namespace FastChat.Storage.Search;

/// <summary>Compares a conversation's index with its log: reads every piece, and every message up to where the index goes.</summary>
public sealed class SearchVerification(ChatDatabase database)
{
    /// <summary>What is wrong; null: nothing.</summary>
    public string? Check(ConversationId conversation)
    {
        if (database.Conversations.ReadRecord(conversation) is not { Encryption: Encryption.None }) return null;
        var manifest = database.Search.ReadManifest(conversation);
        var head = database.Conversations.ReadHead(conversation)?.Sequence ?? 0;
        if (manifest.Covered > head) return $"conversation {conversation}: the index goes to {manifest.Covered}, the log to {head}";
        try
        {
            var indexed = Merge(conversation, manifest);
            var built = Build(conversation, manifest.Covered);
            // The same messages make the same bytes, however they came together.
            return indexed.All.Select(Key).SequenceEqual(built.All.Select(Key))
                ? null
                : $"conversation {conversation}: the index is not what its log makes";
        }
        catch (SearchFormatException damage)
        {
            return $"conversation {conversation}: {damage.Message}";
        }
    }

    private static (int Number, string Bytes) Key((int Number, byte[] Bytes) piece) => (piece.Number, Convert.ToHexString(piece.Bytes));

    private PieceList Merge(ConversationId conversation, SearchManifest manifest)
    {
        var readers = manifest.Segments.Select(segment => SegmentReader.Open(database.Search.OpenSegment(conversation, segment.Number, isWholeRead: true))
            ?? throw new SearchFormatException("A segment that the manifest lists is missing.")).ToList();
        var pieces = new PieceList();
        if (readers.Count > 0) SegmentMerger.Run(readers, 0, pieces);
        return pieces;
    }

    private PieceList Build(ConversationId conversation, ulong covered)
    {
        var builder = new SegmentBuilder();
        var changes = LogChanges.Read(database.Blocks, conversation, 1, covered, int.MaxValue);
        foreach (var document in changes.Documents) builder.Add(document);
        var pieces = new PieceList();
        if (!builder.IsEmpty) builder.Build(pieces);
        return pieces;
    }
}
