using BenchmarkDotNet.Attributes;
using FastChat.Bench.Load.Processes;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Bench.Micro;

/// <summary>One turn's records: sealed, written, synced to disk.</summary>
public class CommitLogBenchmarks
{
    private const int RecordBytes = 200;
    private readonly byte[] _record = new byte[RecordBytes];
    private readonly ConversationId _conversation = new IdSource(TimeProvider.System).NewId<ConversationId>();
    private TemporaryDirectory _directory = null!;
    private ChatDatabase _database = null!;
    private CommitBatch _batch = null!;
    private DataKey _key = null!;
    private ulong _sequence;

    [Params(1, 64, 1_024)]
    public int Records { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _database = MicroPath.Open(_directory);
        _batch = new CommitBatch(0, (long[])_database.RecoveredCommitNumbers.Clone(), _database.FirstTurn(0));
        _key = _database.Keys.Create(_batch, _conversation);
        Append();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Benchmark]
    public void Append()
    {
        _batch.NoteConversation(_conversation);
        for (var i = 0; i < Records; i++)
            _database.Blocks.Put(_batch, _conversation, ++_sequence, _record, _key);
        _database.Commits.Append(_batch);
        _batch.Clear();
    }
}
