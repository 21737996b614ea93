using FastChat.Search.Execution;
using FastChat.Search.Index;

namespace FastChat.Tests.Search;

/// <summary>What is found over segments, merges and waiting changes is what a plain look at every message finds.</summary>
[TestFixture]
internal sealed class DifferentialTests
{
    [TestCase(1, 300)]
    [TestCase(2, 300)]
    [TestCase(3, 300)]
    [TestCase(4, 3_000)]
    [TestCase(5, 12_000)]
    public void A_search_finds_what_a_scan_finds(int seed, int messages)
    {
        var random = new Random(seed);
        var log = new IndexedLog();
        var words = Enumerable.Range(0, 40 + random.Next(400)).Select(i => Word(random, i)).ToArray();
        var time = 1_700_000_000L;
        for (var sequence = 1; sequence <= messages; sequence++)
        {
            if (random.Next(20) > 0) log.Put(Message(random, words, sequence, time += random.Next(100)));
            if (random.Next(30) == 0) Edit(random, words, log);
            if (random.Next(50) == 0 && log.Messages.Count > 0) log.Delete(Some(random, log));
            if (random.Next(messages / 20) == 0) log.Index();
            if (log.SegmentCount > 2 && random.Next(messages / 15) == 0)
            {
                var first = random.Next(log.SegmentCount - 1);
                log.Merge(first, random.Next(2, log.SegmentCount - first + 1));
            }

            if (random.Next(messages / 40) == 0 && log.Messages.Count > 0) Compare(random, log, seed);
        }

        log.Index();
        Compare(random, log, seed);
        log.Merge(0, log.SegmentCount);
        for (var i = 0; i < 20; i++) Compare(random, log, seed);
    }

    [Test]
    public void Frequent_words_are_found_through_their_own_pieces()
    {
        var log = new IndexedLog();
        for (var i = 1; i <= 20_000; i++)
        {
            log.Put(new SearchDocument(i, i * 1_000L, 1, i % 1_000 == 0 ? "the needle is the thing" : i % 2 == 0 ? "the the the hay" : "hay"));
        }

        log.Index();
        Assert.That(log.Search("the needle").Select(hit => hit.Sequence), Is.EqualTo(Enumerable.Range(1, 20).Select(i => i * 1_000L).Reverse()));
        Assert.That(log.Search("\"the thing\"", HitOrder.Relevance), Has.Count.EqualTo(20));
        Assert.That(log.Search("the", limit: 5).Select(hit => hit.Sequence), Is.EqualTo(new[] { 20_000L, 19_998, 19_996, 19_994, 19_992 }));
        Assert.That(log.Search("the hay before:1970-01-01T00:01:00Z"), Has.Count.EqualTo(29));
        Assert.That(Pages(log, "the", HitOrder.Time, 100), Has.Count.EqualTo(10_000));
    }

    private static void Compare(Random random, IndexedLog log, int seed)
    {
        var query = RandomQuery.Create(random, [.. log.Messages.Values]);
        var first = random.Next(3) == 0 ? Some(random, log) : 1;
        var last = random.Next(3) == 0 ? Some(random, log) : long.MaxValue;
        var expected = log.Messages.Values
            .Where(message => message.Sequence >= first && message.Sequence <= last && query.Fits(message))
            .Select(message => message.Sequence).Reverse().ToList();
        var order = random.Next(2) == 0 ? HitOrder.Time : HitOrder.Relevance;
        var found = Pages(log, query.Text, order, 1 + random.Next(50), first, last);
        if (order == HitOrder.Relevance) found = [.. found.OrderDescending()];
        Assert.That(found, Is.EqualTo(expected), $"seed {seed}: {query.Text} by {order} in {first}..{last}");
    }

    private static List<long> Pages(IndexedLog log, string query, HitOrder order, int limit, long first = 1, long last = long.MaxValue)
    {
        var found = new List<long>();
        for (SearchHit? after = null; ;)
        {
            var page = log.Search(query, order, limit, after, first, last);
            found.AddRange(page.Select(hit => hit.Sequence));
            if (page.Count < limit) return found;
            after = page[^1];
        }
    }

    private static void Edit(Random random, string[] words, IndexedLog log)
    {
        if (log.Messages.Count == 0) return;
        var old = log.Messages[Some(random, log)];
        log.Put(Message(random, words, old.Sequence, old.Seconds) with { Sender = old.Sender });
    }

    private static long Some(Random random, IndexedLog log) => log.Messages.Keys.ElementAt(random.Next(log.Messages.Count));

    private static SearchDocument Message(Random random, string[] words, long sequence, long seconds) => new(
        sequence,
        seconds * 1_000,
        (UInt128)(40 + random.Next(5)),
        string.Join(' ', Enumerable.Range(0, 1 + random.Next(20)).Select(_ => words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))])),
        random.Next(5) == 0 ? ContentTraits.Link : ContentTraits.None,
        random.Next(6) == 0 ? [IndexedLog.Me, 7] : null,
        random.Next(30) == 0);

    private static string Word(Random random, int i) =>
        string.Concat(Enumerable.Range(0, 1 + random.Next(9)).Select(_ => (char)('a' + random.Next(4)))) + "xyz"[i % 3];
}
