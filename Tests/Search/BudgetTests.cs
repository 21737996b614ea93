using System.Diagnostics;
using System.Text;
using FastChat.Bench.Load.Searches;
using FastChat.Search.Index;

namespace FastChat.Tests.Search;

/// <summary>What an index may cost.</summary>
[TestFixture]
internal sealed class BudgetTests
{
    [TestCase(1_000)]
    [TestCase(20_000)]
    [TestCase(100_000)]
    public void An_index_is_at_most_half_as_large_as_its_text(int messages)
    {
        var text = new ChatText(seed: 5);
        var documents = Enumerable.Range(1, messages).Select(i => new SearchDocument(i, 1_700_000_000_000 + (i * 37_000L), (UInt128)(i * 7 % 8 + 1) << 64, text.Next())).ToList();
        var bytes = documents.Sum(document => (long)Encoding.UTF8.GetByteCount(document.Text));
        Pieces.Of([.. documents]);
        var watch = Stopwatch.StartNew();
        var pieces = Pieces.Of([.. documents]);
        // What sealing and the row's key add to each piece.
        var stored = pieces.Bytes + (pieces.All.Count * 62L);
        TestContext.Out.WriteLine($"{messages} messages, {bytes} bytes of text ({bytes / messages} each), index {stored} in {pieces.All.Count} pieces: {100.0 * stored / bytes:F1} %, {watch.Elapsed.TotalMicroseconds / messages:F2} us a message");
        Assert.That(stored, Is.LessThanOrEqualTo(bytes / 2));
    }
}
