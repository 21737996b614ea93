using System.Buffers;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;
using MessagePack;

namespace FastChat.Storage.Commit;

/// <summary>
/// What one turn writes. One per loop, reused; values are sealed straight into the batch's buffer. Not thread-safe.
/// </summary>
public sealed class CommitBatch
{
    private const int FeedScratchBytes = 1_024;

    private readonly BatchBytes _records = new();
    private readonly Nonces _nonces = new();
    private readonly TouchedShards _touched;
    private readonly ArrayBufferWriter<byte> _feedScratch = new(FeedScratchBytes);
    private long _turn;

    // All wrapped rows of one batch are wrapped alike, so that a rotation can wait for the batches of the old key.
    private WrappingKeys? _wrapping;

    /// <param name="loop">The loop's number, which leads the keys of its feed rows.</param>
    /// <param name="commitNumbers">The last commit number of each of the 256 shards, shared by all loops; this batch
    /// advances those of its loop's shards. Start from <see cref="ChatDatabase.RecoveredCommitNumbers"/>.</param>
    /// <param name="firstTurn">The loop's next turn: <see cref="ChatDatabase.FirstTurn"/>.</param>
    public CommitBatch(byte loop, long[] commitNumbers, long firstTurn)
    {
        ArgumentNullException.ThrowIfNull(commitNumbers);
        if (commitNumbers.Length != Identifier.ShardCount)
        {
            throw new ArgumentException("There are 256 commit numbers.", nameof(commitNumbers));
        }

        _touched = new TouchedShards(commitNumbers);
        Loop = loop;
        _turn = firstTurn;
    }

    /// <summary>A batch of the storage's own rows, which touch no shard.</summary>
    internal CommitBatch()
        : this(0, new long[Identifier.ShardCount], 0)
    {
    }

    /// <summary>The shards that the turn has touched so far.</summary>
    public ReadOnlySpan<byte> TouchedShards => _touched.Shards;

    public int RecordCount => _records.Count;

    public int ByteCount => _records.Length;

    public bool IsEmpty => _records.Count == 0 && _touched.IsEmpty;

    /// <summary>The number of the turn that this batch is for.</summary>
    public long Turn => _turn;

    internal byte Loop { get; }

    /// <summary>Whether the turn touched a shard and so leaves a row in the feed.</summary>
    internal bool HasFeedRow => !_touched.IsEmpty;

    /// <summary>Whether it writes or deletes data keys (see <see cref="KeyRows.AppendGate"/>).</summary>
    internal bool HasKeyRows { get; private set; }

    /// <summary>Rows that readers may have at hand, and that this batch changes.</summary>
    internal RowChanges Changes { get; } = new();

    internal ReadOnlySpan<byte> Bytes => _records.Written;

    /// <summary>Writes a row; its value is sealed under the owner's key.</summary>
    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, DataKey dataKey)
    {
        ArgumentNullException.ThrowIfNull(dataKey);
        Changes.Note(table, key);
        var material = dataKey.Ring.CountSeal(dataKey, this);
        var value = _records.Put(table, key, plaintext.Length + SealedValue.OverheadBytes);
        SealedValue.Seal(material.Bytes, material.Generation, _nonces.Next(), table, key, plaintext, value);
        GC.KeepAlive(material);
    }

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        HasKeyRows |= table == Table.Keys;
        Changes.Note(table, key);
        _records.Delete(table, key);
    }

    /// <summary>Deletes all rows from one key up to, not including, another.</summary>
    public void DeleteRange(Table table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        HasKeyRows |= table == Table.Keys;
        Changes.NoteRange(table);
        _records.DeleteRange(table, from, to);
    }

    /// <summary>This turn's commit number of a shard of this loop, given out at the first touch.</summary>
    public long Touch(byte shard) => _touched.Touch(shard);

    /// <summary>Touches the conversation's shard and lists it as changed in the feed.</summary>
    public void NoteConversation(ConversationId id) => _touched.Note(id.Shard(), id.Value, isAccount: false);

    /// <summary>Touches the account's shard and lists it as changed in the feed.</summary>
    public void NoteAccount(AccountId id) => _touched.Note(id.Shard(), id.Value, isAccount: true);

    /// <summary>Empty again, for the next turn.</summary>
    public void Clear()
    {
        _records.Clear();
        Changes.Clear();
        _touched.Clear();
        _wrapping?.Leave();
        _wrapping = null;
        HasKeyRows = false;
        _turn++;
    }

    /// <summary>Writes a row that is sealed under the key-encryption key.</summary>
    internal void PutWrapped(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, KeyRows rows)
    {
        _wrapping ??= rows.EnterWrapping();
        HasKeyRows = true;
        var value = _records.Put(table, key, plaintext.Length + SealedValue.OverheadBytes);
        _wrapping.Wrap(_nonces.Next(), table, key, plaintext, value);
    }

    /// <summary>Writes a row in clear.</summary>
    internal void PutClear(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        value.CopyTo(_records.Put(table, key, value.Length));

    /// <summary>Adds the turn's feed row; the commit log calls it once, last.</summary>
    internal void Finish(DataKey serverKey)
    {
        if (_touched.IsEmpty) return;
        _feedScratch.ResetWrittenCount();
        var writer = new MessagePackWriter(_feedScratch);
        writer.WriteArrayHeader(2);
        writer.Write(1);
        _touched.Write(ref writer);
        writer.Flush();
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Put(Table.Feed, RowKey.FeedRow(key, Loop, _turn), _feedScratch.WrittenSpan, serverKey);
    }
}
