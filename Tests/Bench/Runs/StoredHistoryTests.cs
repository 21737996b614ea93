using FastChat.Bench.Load;
using FastChat.Bench.Load.Processes;
using FastChat.Storage;

namespace FastChat.Tests.Bench.Runs;

/// <summary>What is written past the server must be what the server would have written.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class StoredHistoryTests
{
    [Test]
    public async Task ABuiltHistoryIsSoundAndServesLaterRuns([Values(1, 64)] int perBlock)
    {
        using var directory = new TemporaryDirectory();
        var kept = directory.Below("history");
        var line = $"history --messages 5000 --conversations 5 --per-block {perBlock} --seconds 1 --warmup 0 --json none --data {kept}";
        Assert.That(LoadArguments.TryParse(line.Split(' '), out var arguments, out _));
        var first = await LoadRun.MeasureAsync(arguments!, CancellationToken.None);
        var again = await LoadRun.MeasureAsync(arguments!, CancellationToken.None);
        Assert.That((first.Correct, again.Correct, again.MessagesStored), Is.EqualTo((true, true, 5_000L)));

        var options = new StorageOptions { DataDirectory = Path.Combine(kept, "data"), KeyFile = Path.Combine(kept, "key") };
        using var database = ChatDatabase.Open(options, TimeProvider.System);
        var verified = database.Verify();
        Assert.That(verified.Problems, Is.Empty);
        var other = Assert.ThrowsAsync<IOException>(() => LoadRun.MeasureAsync(arguments! with { PerBlock = perBlock + 1 }, CancellationToken.None));
        Assert.That(other!.Message, Does.Contain("other options"));
    }
}
