using FastChat.Client.LocalState;
using FastChat.Protocol;
using static FastChat.Tests.Client.Engine.StoreFixture;

namespace FastChat.Tests.Client.Engine;

/// <summary>A new store for each test, without a connection, and what the engine would do with it.</summary>
public abstract class StoreTestBase
{
    private protected StoreFixture Fixture { get; } = new();

    private protected LocalStore Store { get; set; } = null!;

    [SetUp]
    public async Task OpenAsync() => Store = await Fixture.OpenAsync();

    [TearDown]
    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        foreach (var file in Directory.GetFiles(Fixture.Directory))
            File.Delete(file);
    }

    [OneTimeTearDown]
    public async Task DeleteAsync() => await Fixture.DisposeAsync();

    private protected Task<IngestResult> AddAsync(Block block) => Store.WriteAsync(transaction =>
    {
        var result = new IngestResult();
        EntryWrites.Add(transaction, block, result);
        return result;
    });

    private protected Task<SendBatch> TakeAsync(SendProgress progress) =>
        Store.WriteAsync(transaction => OutboxSends.Take(transaction, Group, progress));

    private protected Task<IngestResult> AckAsync(ulong number, uint count, ulong sequence) => Store.WriteAsync(transaction =>
    {
        var result = new IngestResult();
        var run = new AckedRun
        {
            ConversationId = Group.ToByteString(),
            FirstSendNumber = number,
            Count = count,
            FirstSequence = sequence,
            ServerTimeMs = 5_000,
        };
        OutboxAnswers.Acked(transaction, run, result);
        return result;
    });
}
