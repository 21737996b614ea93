using FastChat.Search;
using FastChat.Search.Execution;
using FastChat.Search.Index;

namespace FastChat.Tests.Search;

/// <summary>Damaged or made-up pieces end in an exception of one kind, or in an answer: never in another one, a loop or a heap of memory.</summary>
[TestFixture]
internal sealed class HostileBytesTests
{
    [TestCase(1)]
    [TestCase(2)]
    public void Changed_bytes_are_survived(int seed)
    {
        var random = new Random(seed);
        var good = Pieces.Of([.. Enumerable.Range(1, 3_000).Select(i => new SearchDocument(
            i * 2, i * 700L, (UInt128)(i % 5), $"the w{i % 50} x{i} the", (ContentTraits)(i % 4)))]);
        for (var round = 0; round < 1_000; round++)
        {
            var bad = new Pieces();
            foreach (var (number, bytes) in good.All) bad.Put(number, bytes);
            var target = random.Next(3) == 0 ? bad.All.Keys.ElementAt(random.Next(bad.All.Count)) : random.Next(2);
            bad.All[target] = Damage(random, bad.All[target]);
            if (random.Next(20) == 0) bad.All.Remove(random.Next(1, bad.All.Count));
            Use(bad, seed, round);
        }
    }

    [Test]
    public void Random_bytes_are_survived()
    {
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var piece = new byte[random.Next(60)];
            random.NextBytes(piece);
            if (piece.Length > 0) piece[0] = 1;
            var bad = new Pieces();
            bad.Put(0, piece);
            bad.Put(1, piece);
            Use(bad, 3, round);
        }
    }

    private static void Use(Pieces pieces, int seed, int round)
    {
        try
        {
            var hits = new TopHits(round % 2 == 0 ? HitOrder.Time : HitOrder.Relevance, 20, null);
            var plan = IndexedLog.Plan((round % 4) switch { 0 => "the", 1 => "\"the w7\" from:2", 2 => "x1* -w3", _ => "has:link x77" });
            if (SegmentReader.Open(pieces) is { } segment)
            {
                new SegmentSearch(plan).Run(segment, new SearchScope(1, 1, long.MaxValue, new HashSet<long>()), hits);
                SegmentMerger.Run([segment, Pieces.Of(new SearchDocument(long.MaxValue, 1, 1, "new")).Open()], 0, new Pieces());
            }
        }
        catch (SearchFormatException)
        {
            // The one answer to damage.
        }
        catch (Exception error)
        {
            Assert.Fail($"seed {seed} round {round}: {error}");
        }
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        var bad = bytes.ToArray();
        switch (random.Next(3))
        {
            case 0:
                return bad[..random.Next(bad.Length)];
            case 1:
                for (var i = random.Next(1, 8); i > 0; i--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
                return bad;
            default:
                random.NextBytes(bad.AsSpan(random.Next(bad.Length)));
                return bad;
        }
    }
}
