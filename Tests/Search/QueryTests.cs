using System.Text;
using FastChat.Search;
using FastChat.Search.Queries;

namespace FastChat.Tests.Search;

[TestFixture]
internal sealed class QueryTests
{
    [TestCase("hello", "hello")]
    [TestCase("  Hello   WORLD ", "hello|world")]
    [TestCase("wor*", "wor*")]
    [TestCase("\"good morning\" all", "good morning|all")]
    [TestCase("don't", "don t")]
    [TestCase("-spam eggs", "-spam|eggs")]
    [TestCase("-\"no way\" yes", "-no way|yes")]
    [TestCase("wi-fi*", "wi fi*")]
    [TestCase("你好", "你好")]
    [TestCase("你好吗", "你好 好吗")]
    [TestCase("好", "好*")]
    [TestCase("\"你好 世界\"", "你好 好 世界")]
    [TestCase("http://example.com", "http example com")]
    [TestCase("a - b", "a|b")]
    [TestCase("note:x", "note x")]
    [TestCase("...", null)]
    public void Words_prefixes_and_phrases(string query, string? expected)
    {
        if (expected is null)
        {
            Assert.That(Problem(query), Is.EqualTo(QueryProblem.Empty));
            return;
        }

        var texts = SearchQuery.Parse(query).Texts.Select(text =>
            (text.IsExcluded ? "-" : "") + string.Join(' ', text.Terms.Select(Encoding.UTF8.GetString)) + (text.IsPrefix ? "*" : ""));
        Assert.That(string.Join('|', texts), Is.EqualTo(expected));
    }

    [Test]
    public void Filters_keep_their_values()
    {
        var query = SearchQuery.Parse("from:@ada FROM:grace in:\"the team\" has:link -has:image mentions:me x");
        Assert.That(
            query.Filters.Select(filter => $"{(filter.IsExcluded ? "-" : "")}{filter.Kind}={filter.Value}"),
            Is.EqualTo(new[] { "From=@ada", "From=grace", "In=the team", "Has=link", "-Has=image", "Mentions=me" }));
    }

    [TestCase("x after:2026-11-27", 1_795_737_600, long.MaxValue)]
    [TestCase("x before:2026-11-27", long.MinValue, 1_795_737_600)]
    [TestCase("x after:2026-11-27T01:00+01:00 before:2026-11-28T00:00Z", 1_795_737_600, 1_795_824_000)]
    public void Dates_are_moments(string query, long from, long until)
    {
        var parsed = SearchQuery.Parse(query);
        Assert.That((parsed.FromSeconds, parsed.UntilSeconds), Is.EqualTo((from, until)));
    }

    [TestCase("", QueryProblem.Empty, 0)]
    [TestCase("in:team", QueryProblem.Empty, 0)]
    [TestCase("-spam", QueryProblem.OnlyExclusions, 0)]
    [TestCase("x \"open", QueryProblem.OpenPhrase, 2)]
    [TestCase("a*", QueryProblem.ShortPrefix, 0)]
    [TestCase("x from:", QueryProblem.EmptyFilter, 2)]
    [TestCase("x before:yesterday", QueryProblem.BadDate, 2)]
    [TestCase("x before:2026-02-30", QueryProblem.BadDate, 2)]
    [TestCase("x -after:2026-11-27", QueryProblem.BadExclusion, 2)]
    [TestCase("has:wings", QueryProblem.BadTrait, 0)]
    public void What_is_wrong_is_told_with_its_place(string query, QueryProblem problem, int at)
    {
        var error = Assert.Throws<QueryException>(() => SearchQuery.Parse(query))!;
        Assert.That((error.Problem, error.At), Is.EqualTo((problem, at)));
    }

    [Test]
    public void A_query_has_limits()
    {
        Assert.That(Problem(new string('x', SearchLimits.QueryCharsMax + 1)), Is.EqualTo(QueryProblem.TooLong));
        Assert.That(Problem(string.Join(' ', Enumerable.Repeat("word", 33))), Is.EqualTo(QueryProblem.TooManyClauses));
        Assert.That(Problem('"' + string.Join(' ', Enumerable.Repeat("ab", 65)) + '"'), Is.EqualTo(QueryProblem.TooManyClauses));
    }

    [Test]
    public void Any_text_is_either_understood_or_refused()
    {
        var random = new Random(11);
        const string Letters = "ab\"*:-  好é🎉from:in:has:before:";
        for (var round = 0; round < 20_000; round++)
        {
            var query = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                Assert.That(SearchQuery.Parse(query), Is.Not.Null);
            }
            catch (QueryException error)
            {
                Assert.That(error.At, Is.InRange(0, query.Length), query);
            }
        }
    }

    private static QueryProblem Problem(string query) => Assert.Throws<QueryException>(() => SearchQuery.Parse(query))!.Problem;
}
