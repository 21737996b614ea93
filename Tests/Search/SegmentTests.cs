using System.Text;
using FastChat.Search;
using FastChat.Search.Execution;
using FastChat.Search.Index;

namespace FastChat.Tests.Search;

[TestFixture]
internal sealed class SegmentTests
{
    [Test]
    public void A_small_segment_is_one_piece()
    {
        var pieces = Pieces.Of(Enumerable.Range(1, 32).Select(i => new SearchDocument(i, i, 1, $"message number {i}")).ToArray());
        Assert.That(pieces.All.Keys, Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void The_same_messages_make_the_same_bytes()
    {
        // Format 1, frozen: a change of these bytes is a new version.
        var pieces = Pieces.Of(
            new SearchDocument(3, 5_000, 7, "Good morning, Ada"),
            new SearchDocument(9, 9_000, 8, "good night", ContentTraits.Link, [7], true));
        Assert.That(Convert.ToHexStringLower(pieces.All[0]), Is.EqualTo(Golden));
    }

    [Test]
    public void Merging_gives_what_building_at_once_gives()
    {
        var documents = Enumerable.Range(1, 1_000).Select(i => new SearchDocument(i, i * 1_000L, (UInt128)(i % 3), $"word{i % 17} all {i}")).ToArray();
        var merged = new Pieces();
        var parts = documents.Chunk(130).Select(part => Pieces.Of(part).Open()).ToArray();
        SegmentMerger.Run(parts, 0, merged);
        Assert.That(merged.All, Is.EqualTo(Pieces.Of(documents).All));
    }

    [Test]
    public void What_was_masked_is_gone_from_the_bytes_after_a_merge()
    {
        var old = Pieces.Of(new SearchDocument(1, 1, 1, "keep"), new SearchDocument(2, 2, 1, "topsecretword"));
        var builder = new SegmentBuilder();
        builder.Mask(2);
        builder.Add(new SearchDocument(3, 3, 1, "later"));
        var next = new Pieces();
        builder.Build(next);
        var merged = new Pieces();
        var info = SegmentMerger.Run([old.Open(), next.Open()], 0, merged);
        Assert.That((info.Documents, info.Masks), Is.EqualTo((2, 0)));
        Assert.That(Terms(old), Does.Contain("topsecretword"));
        Assert.That(Terms(merged), Is.EqualTo(new[] { "keep", "later" }));
    }

    [Test]
    public void Masks_for_older_segments_outlive_a_merge()
    {
        var builder = new SegmentBuilder();
        builder.Mask(2);
        builder.Mask(50);
        var one = new Pieces();
        builder.Build(one);
        var merged = new Pieces();
        SegmentMerger.Run([one.Open(), Pieces.Of(new SearchDocument(60, 1, 1, "x")).Open()], masksBelow: 40, merged);
        Assert.That(merged.Open().Masks.ToArray(), Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public void A_rare_word_opens_two_pieces_of_many()
    {
        var documents = Enumerable.Range(1, 20_000).Select(i => new SearchDocument(i, i, 1, $"common w{i} v{i * 7} u{i * 13}")).ToArray();
        var pieces = Pieces.Of(documents);
        Assert.That(pieces.All, Has.Count.GreaterThan(50));
        var before = pieces.Reads;
        var hits = new TopHits(HitOrder.Time, 10, null);
        new SegmentSearch(IndexedLog.Plan("w777")).Run(pieces.Open(), new SearchScope(1, 1, long.MaxValue, new HashSet<long>()), hits);
        Assert.That(hits.Take().Single().Sequence, Is.EqualTo(777));
        Assert.That(pieces.Reads - before, Is.EqualTo(3), "the directory, the piece with the term, the piece with the message");
    }

    [Test]
    public void Better_fits_come_first()
    {
        var log = new IndexedLog();
        log.Put(new SearchDocument(1, 1_000, 1, "lunch"));
        log.Put(new SearchDocument(2, 2_000, 1, "we had lunch and a long talk about everything else that there is to say"));
        log.Put(new SearchDocument(3, 3_000, 1, "lunch lunch lunch"));
        log.Index();
        log.Put(new SearchDocument(4, 4_000, 1, "late lunch"));
        Assert.That(log.Search("lunch", HitOrder.Relevance).Select(hit => hit.Sequence), Is.EqualTo(new[] { 3L, 1, 4, 2 }));
        Assert.That(log.Search("lunch").Select(hit => hit.Sequence), Is.EqualTo(new[] { 4L, 3, 2, 1 }));
    }

    [Test]
    public void Rare_words_count_more_once_they_are_weighed()
    {
        var pieces = Pieces.Of([
            .. Enumerable.Range(1, 200).Select(i => new SearchDocument(i, i, 1, "the filler")),
            new SearchDocument(201, 201, 1, "the the the budget"),
            new SearchDocument(202, 202, 1, "budget budget budget the"),
        ]);
        var plan = IndexedLog.Plan("the budget");
        var counts = new long[2];
        new SegmentSearch(plan).Count(pieces.Open(), counts);
        Assert.That(counts, Is.EqualTo(new[] { 204L, 4 }));
        plan.Weigh(counts, pieces.Open().DocumentCount);
        var hits = new TopHits(HitOrder.Relevance, 10, null);
        new SegmentSearch(plan).Run(pieces.Open(), new SearchScope(1, 1, 999, new HashSet<long>()), hits);
        Assert.That(hits.Take().Select(hit => hit.Sequence), Is.EqualTo(new[] { 202L, 201 }));
    }

    [TestCase("Müller kommt", "muller", "Müller")]
    [TestCase("say good morning, Ada", "\"good morning\"", "good morning")]
    [TestCase("say good, bad morning", "good morn*", "good|morning")]
    [TestCase("我们你好吗", "你好吗", "你好吗")]
    [TestCase("我们你好吗", "好", "好吗")]
    [TestCase("x 🎉 y", "🎉", "🎉")]
    public void What_was_found_is_highlighted(string text, string query, string expected)
    {
        var match = new DocumentMatch(IndexedLog.Plan(query));
        var document = new SearchDocument(1, 1, 1, text);
        Assert.That(match.Fits(document, out _));
        Assert.That(string.Join('|', match.Highlight(document).Select(range => text.Substring(range.Start, range.Length))), Is.EqualTo(expected));
    }

    [Test]
    public void An_excerpt_is_cut_around_the_first_highlight()
    {
        var text = string.Concat(Enumerable.Repeat("filler text ", 100)) + "the needle" + string.Concat(Enumerable.Repeat(" and more", 100));
        var document = new SearchDocument(1, 1, 1, text);
        var excerpt = Excerpt.Cut(text, new DocumentMatch(IndexedLog.Plan("needle")).Highlight(document));
        Assert.That(excerpt.Text, Has.Length.LessThanOrEqualTo(SearchLimits.ExcerptChars));
        Assert.That((excerpt.IsCutAtStart, excerpt.IsCutAtEnd), Is.EqualTo((true, true)));
        var highlight = excerpt.Highlights.Single();
        Assert.That(excerpt.Text.Substring(highlight.Start, highlight.Length), Is.EqualTo("needle"));
    }

    private static List<string> Terms(Pieces pieces)
    {
        var terms = new List<string>();
        for (var cursor = new TermCursor(pieces.Open()); !cursor.IsAtEnd; cursor.MoveNext())
        {
            if (cursor.Term[0] > 1) terms.Add(Encoding.UTF8.GetString(cursor.Term));
        }

        return terms;
    }

    private const string Golden =
        "0102070909000c0703050006010000cdf700484802ca2287c40c0000000000000000000000000000e0008f200891042d207248da0000000000000000" +
        "000000000000000e022a18c0988d73c3c2652e36d40cc13664ce4c00000900";
}
