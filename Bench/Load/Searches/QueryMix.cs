using FastChat.Protocol;

namespace FastChat.Bench.Load.Searches;

/// <summary>What people might look for: a word or two, seldom the commonest ones; now and then a prefix, a phrase, something that is there once.</summary>
internal sealed class QueryMix(SearchedHistory history, Random random)
{
    private readonly ChatText _words = new(seed: 2);

    /// <summary>A request, and how many hits it must have (−1: any number).</summary>
    public (SearchMessages Request, int Hits) Next()
    {
        var (query, hits) = random.Next(10) switch
        {
            0 => (Planted(), 1),
            1 => (Beginning(LongWord()) + "*", -1),
            2 => ($"\"{Word(0, 100)} {Word(0, 100)}\"", -1),
            3 => ($"{Word(0, 30)} {Word(20, 2_000)} -{Word(50, 500)}", -1),
            4 or 5 or 6 => ($"{Word(5, 1_000)} {Word(50, 5_000)}", -1),
            _ => (Word(50, 20_000), -1),
        };
        var order = random.Next(2) == 0 ? SearchOrder.Time : SearchOrder.Relevance;
        return (new SearchMessages { Query = query, Order = order }, hits);
    }

    private string Planted()
    {
        var most = history.MessagesEach / ChatContent.PlantedEvery;
        return most == 0
            ? "nothingatall"
            : ChatContent.Planted(random.Next(history.Conversations.Count), (ulong)random.Next(1, most + 1) * ChatContent.PlantedEvery);
    }

    private string LongWord()
    {
        while (true)
        {
            if (Word(200, 20_000) is { Length: >= 3 } word) return word;
        }
    }

    private static string Beginning(string word) => word[..3];

    /// <summary>By rank, common ones more often: as likely between 100 and 200 as between 1,000 and 2,000.</summary>
    private string Word(int first, int end) => _words.Word((int)((first + 1) * Math.Pow((end + 1.0) / (first + 1), random.NextDouble())) - 1);
}
