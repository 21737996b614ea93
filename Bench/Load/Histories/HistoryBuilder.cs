using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Conversations;
using FastChat.Storage.Keys;

namespace FastChat.Bench.Load.Histories;

/// <summary>
/// Fills the database of a stopped server with messages, in its own formats and through its own storage: what it would hold
/// had they been sent, in a fraction of the time.
/// </summary>
internal sealed class HistoryBuilder : IDisposable
{
    private const byte Loop = 0;
    private const int EndBytes = 64; // a key beyond every other
    private const int CommitBytes = 4 * 1024 * 1024;
    private const int RunMessages = 50; // of one conversation before the next one has its turn
    private readonly ChatDatabase _database;
    private readonly CommitBatch _batch;
    private readonly Dictionary<StoredLog, LogEnd> _ends = new(ReferenceEqualityComparer.Instance);
    private readonly byte[] _block;
    private readonly IStoredContent _contents;
    private readonly long _nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public HistoryBuilder(ServerSettings settings, IStoredContent contents)
    {
        _database = ChatDatabase.Open(
            new StorageOptions { DataDirectory = settings.DataDirectory, KeyFile = settings.KeyFile }, TimeProvider.System);
        _batch = new CommitBatch(Loop, _database.RecoveredCommitNumbers, _database.FirstTurn(Loop));
        _block = new byte[ProtocolLimits.BlockBytesMax];
        _contents = contents;
    }

    /// <summary>Adds this many messages to each log, interleaved as conversations are.</summary>
    /// <param name="logs">Each once.</param>
    /// <param name="messages">For each.</param>
    /// <param name="perBlock">Messages in one block.</param>
    /// <param name="progress">Told how many are stored.</param>
    /// <param name="cancellation">Leaves the database as far as it got.</param>
    public void Add(IReadOnlyList<StoredLog> logs, int messages, int perBlock, Action<long> progress, CancellationToken cancellation)
    {
        var stored = 0L;
        for (var done = 0; done < messages;)
        {
            var count = Math.Min(messages - done, Math.Max(RunMessages, perBlock));
            foreach (var log in logs)
            {
                cancellation.ThrowIfCancellationRequested();
                AddRun(log, count, perBlock);
                stored += count;
                if (_batch.ByteCount > CommitBytes)
                    Commit();
            }
            done += count;
            progress(stored);
        }
        Commit();
    }

    /// <summary>The database, between two additions.</summary>
    public ChatDatabase Database => _database;

    /// <summary>Compacts what was written, as a server has by and by: runs would measure the compaction instead.</summary>
    public void Settle(Table table = Table.Blocks) =>
        _database.Engine.Compact(table, [byte.MinValue], [.. Enumerable.Repeat(byte.MaxValue, EndBytes)]);

    public void Dispose() => _database.Dispose();

    private void AddRun(StoredLog log, int messages, int perBlock)
    {
        if (!_ends.TryGetValue(log, out var end))
            _ends[log] = end = Open(log);
        for (var left = messages; left > 0;)
            left -= AddBlock(log, end, Math.Min(left, perBlock));
        _batch.NoteConversation(log.Conversation);
        var change = _batch.Touch(log.Conversation.Shard());
        _database.Conversations.PutHead(_batch, log.Conversation, end.Key, new HeadRecord(end.Sequence, end.Ordinal, change, _nowMs));
        _database.Sends.Put(_batch, log.Conversation, log.Device, end.Key, end.Number, [end.Run]);
    }

    private LogEnd Open(StoredLog log)
    {
        if (_database.Keys.Find(log.Conversation) is not { } key || _database.Conversations.ReadHead(log.Conversation) is not { } head)
            throw new InvalidDataException("the server does not have a conversation that it made");
        return new LogEnd(key, head.Sequence, head.Ordinal);
    }

    /// <summary>Returns how many messages the block took.</summary>
    private int AddBlock(StoredLog log, LogEnd end, int messages)
    {
        var at = BlockWriter.HeadroomBytes;
        var count = 0;
        for (; count < messages && at + EntryWriter.OverheadBytesMax + _contents.BytesMax <= _block.Length; count++)
            at += WriteEntry(log, end.Number + (ulong)count + 1, at);
        var (_, header) = BlockWriter.WriteHeader(
            _block.AsSpan(0, BlockWriter.HeadroomBytes), log.Conversation, end.Sequence + 1, (uint)count, _nowMs,
            end.Ordinal + (ulong)count, at - BlockWriter.HeadroomBytes);
        var start = BlockWriter.HeadroomBytes - header;
        _database.Blocks.Put(_batch, log.Conversation, end.Sequence + 1, _block.AsSpan(start, at - start), end.Key);
        end.Advance(count);
        return count;
    }

    private int WriteEntry(StoredLog log, ulong number, int at)
    {
        var fields = new EntryFields
        {
            Kind = EntryKind.Message,
            MessageId = log.Payload.MessageId(number),
            Flags = (uint)EntryFlag.CountsAsUnread,
            Content = _contents.Next(log, number),
        };
        return EntryWriter.Write(_block.AsSpan(at), log.Sender, log.Device, number, in fields);
    }

    private void Commit()
    {
        _database.Commits.Append(_batch);
        _batch.Clear();
    }
}
