using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Tests.Storage;

/// <summary>A real database in a temporary folder, which can be closed, opened again and crashed.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fastchat-").FullName;

    public TemporaryDatabase(Func<StorageOptions, StorageOptions>? configure = null)
    {
        Options = new StorageOptions { DataDirectory = Path.Combine(_root, "data"), KeyFile = Path.Combine(_root, "key") };
        if (configure is not null) Options = configure(Options);
        Open();
    }

    public StorageOptions Options { get; private set; }

    public ChatDatabase Database { get; private set; } = null!;

    public CommitBatch Batch { get; private set; } = null!;

    public long[] CommitNumbers { get; private set; } = null!;

    public KeyRing Keys => Database.Keys;

    public string File(string name) => Path.Combine(_root, name);

    /// <summary>Closes and opens again.</summary>
    public void Reopen()
    {
        Database.Dispose();
        Open();
    }

    /// <summary>What a killed process leaves: a copy of the directory as it is now, opened in place of the original.</summary>
    public void CrashAndReopen()
    {
        var copy = File("crashed-" + Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString("N"));
        Directories.Copy(Options.DataDirectory, copy);
        Database.Dispose();
        Options = Options with { DataDirectory = copy };
        Open();
    }

    public void Close() => Database.Dispose();

    public void Open()
    {
        Database = ChatDatabase.Open(Options, TimeProvider.System);
        CommitNumbers = (long[])Database.RecoveredCommitNumbers.Clone();
        Batch = new CommitBatch(0, CommitNumbers, Database.FirstTurn(0));
    }

    /// <summary>One durable turn.</summary>
    public void Commit(Action<CommitBatch> write)
    {
        write(Batch);
        Database.Commits.Append(Batch);
        Batch.Clear();
    }

    /// <summary>A new conversation's key, durable.</summary>
    public DataKey CreateKey(ConversationId id)
    {
        DataKey? key = null;
        Commit(batch => key = Keys.Create(batch, id));
        return key!;
    }

    public DataKey CreateKey(AccountId id)
    {
        DataKey? key = null;
        Commit(batch => key = Keys.Create(batch, id));
        return key!;
    }

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
