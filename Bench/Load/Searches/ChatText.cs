using System.Text;

namespace FastChat.Bench.Load.Searches;

/// <summary>
/// Text with the statistics of chat: 60,000 words whose frequencies fall with the rank and, beyond the few thousand that
/// everybody uses, with its square (so that 1,000 words make three quarters of all text); about twelve words a message with a
/// long tail. The same seed gives the same text.
/// </summary>
internal sealed class ChatText
{
    private const int Words = 60_000;
    private const double Offset = 2.7;
    private const int SharedWords = 3_000;

    private const string Commonest =
        "the to i you a and it is of in that for on have be me with not this but so just my was we are do if at what your can or like no get all " +
        "know up will there out when one as from they about think good now he by had go how see really some time then more been has an would he " +
        "want people who she well could did her right here because going am back him too only over need make got them than yes were day work " +
        "way new also let say please tomorrow tonight meeting lunch thanks sorry maybe still never always again today week where which its into";

    private readonly string[] _words;
    private readonly double[] _shares;
    private readonly Random _random;
    private readonly StringBuilder _text = new();

    public ChatText(int seed)
    {
        _random = new Random(seed);
        _words = CreateWords();
        _shares = new double[Words];
        var sum = 0.0;
        for (var i = 0; i < Words; i++) _shares[i] = sum += i < SharedWords ? 1 / (i + Offset) : SharedWords / ((double)i * i);
        for (var i = 0; i < Words; i++) _shares[i] /= sum;
    }

    /// <summary>A word by how common it is: 0 is the commonest.</summary>
    public string Word(int rank) => _words[rank];

    /// <summary>A message.</summary>
    public string Next()
    {
        _text.Clear();
        var count = 1 + (int)Math.Min(120, Math.Exp(2.1 + (0.8 * Normal())));
        for (var i = 0; i < count; i++)
        {
            if (i > 0) _text.Append(_random.Next(9) == 0 ? ", " : " ");
            _text.Append(NextWord());
        }

        _text.Append(_random.Next(3) switch { 0 => "", 1 => ".", _ => "?" });
        return _text.ToString();
    }

    public string NextWord()
    {
        var found = Array.BinarySearch(_shares, _random.NextDouble());
        return _words[Math.Min(found >= 0 ? found : ~found, Words - 1)];
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static string[] CreateWords()
    {
        var usual = Commonest.Split(' ').Distinct().ToArray();
        var words = new string[Words];
        var taken = new HashSet<string>();
        // The words are the language's, not the seed's.
        var random = new Random(1);
        for (var i = 0; i < Words; i++)
        {
            var word = i < usual.Length ? usual[i] : "";
            while (word.Length == 0 || !taken.Add(word)) word = Create(random, i);
            words[i] = word;
        }

        return words;
    }

    private static string Create(Random random, int rank)
    {
        string[] starts = ["b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "sh", "st", "t", "tr", "v", "w", ""];
        string[] vowels = ["a", "e", "i", "o", "u", "ea", "ou", "ai"];
        string[] ends = ["", "n", "r", "s", "t", "l", "d", "ck", "ng", "m", "st"];
        var syllables = 1 + random.Next(rank < 1_000 ? 2 : 3);
        var word = new StringBuilder();
        for (var i = 0; i < syllables; i++)
        {
            word.Append(starts[random.Next(starts.Length)]).Append(vowels[random.Next(vowels.Length)]).Append(ends[random.Next(ends.Length)]);
        }

        return word.ToString();
    }
}
