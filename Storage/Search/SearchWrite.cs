using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Search;

/// <summary>
/// A change of a conversation's index that was worked out beforehand and is to be written in one batch, on the loop that owns
/// the conversation. Immutable.
/// </summary>
public sealed class SearchWrite
{
    private readonly SearchTable _table;
    private readonly SearchManifest? _manifest;
    private readonly IReadOnlyList<(uint Segment, int Piece, byte[] Bytes)> _pieces;
    private readonly IReadOnlyList<SearchSegment> _removed;
    private readonly IReadOnlyList<ulong> _erased;

    internal SearchWrite(
        SearchTable table,
        ConversationId conversation,
        SearchManifest? manifest,
        IReadOnlyList<(uint Segment, int Piece, byte[] Bytes)> pieces,
        IReadOnlyList<SearchSegment> removed,
        IReadOnlyList<ulong> erased)
    {
        (_table, Conversation, _manifest, _pieces, _removed, _erased) = (table, conversation, manifest, pieces, removed, erased);
    }

    public ConversationId Conversation { get; }

    /// <summary>Puts the rows into a batch; the conversation exists, and this is its key.</summary>
    public void Apply(CommitBatch batch, DataKey dataKey)
    {
        if (_manifest is null && _pieces.Count == 0)
        {
            _table.Delete(batch, Conversation);
            return;
        }

        foreach (var (segment, piece, bytes) in _pieces) SearchTable.PutPiece(batch, Conversation, dataKey, segment, piece, bytes);
        foreach (var segment in _removed) SearchTable.DeleteSegment(batch, Conversation, in segment);
        foreach (var sequence in _erased) SearchTable.DeleteErased(batch, Conversation, sequence);
        if (_manifest is not null) _table.PutManifest(batch, Conversation, dataKey, _manifest);
    }
}
