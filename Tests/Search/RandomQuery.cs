using System.Globalization;
using FastChat.Search.Index;

namespace FastChat.Tests.Search;

/// <summary>A query, and what it means said a second time: as a test of one message, over words split at spaces.</summary>
internal sealed record RandomQuery(string Text, Func<SearchDocument, bool> Fits)
{
    public static RandomQuery Create(Random random, IReadOnlyList<SearchDocument> messages)
    {
        var parts = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Positive(random, messages)).ToList();
        if (random.Next(4) == 0)
        {
            var excluded = Positive(random, messages);
            if (!excluded.Text.StartsWith("from", StringComparison.Ordinal)) parts.Add(new("-" + excluded.Text, message => !excluded.Fits(message)));
        }

        if (random.Next(4) == 0) parts.Add(Dates(random, messages));
        // Of several senders any will do.
        var senders = parts.Where(part => part.Text.StartsWith("from", StringComparison.Ordinal)).ToList();
        var others = parts.Except(senders).ToList();
        return new RandomQuery(
            string.Join(' ', parts.Select(part => part.Text)),
            message => others.TrueForAll(part => part.Fits(message)) && (senders.Count == 0 || senders.Exists(part => part.Fits(message))));
    }

    private static RandomQuery Positive(Random random, IReadOnlyList<SearchDocument> messages)
    {
        var some = messages[random.Next(messages.Count)];
        var words = some.Text.Split(' ');
        var at = random.Next(words.Length);
        var word = words[at];
        switch (random.Next(9))
        {
            case 0 when word.Length > 2:
                var prefix = word[..random.Next(2, word.Length)];
                return new(prefix + "*", message => message.Text.Split(' ').Any(w => w.StartsWith(prefix, StringComparison.Ordinal)));
            case 1 or 2 when words.Length > 1:
                var phrase = words[Math.Min(at, words.Length - 2)..Math.Min(words.Length, at + 3)];
                return new($"\"{string.Join(' ', phrase)}\"", message => Holds(message.Text.Split(' '), phrase));
            case 3:
                return new($"from:{some.Sender}", message => message.Sender == some.Sender);
            case 4:
                return new("has:link", message => message.Traits.HasFlag(ContentTraits.Link));
            case 5:
                return new("mentions:me", message => message.Mentions?.Contains(IndexedLog.Me) ?? false);
            case 6:
                return new("mentions:everyone", message => message.MentionsEveryone);
            default:
                return new(word, message => message.Text.Split(' ').Contains(word));
        }
    }

    private static RandomQuery Dates(Random random, IReadOnlyList<SearchDocument> messages)
    {
        var seconds = messages[random.Next(messages.Count)].Seconds;
        var date = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return random.Next(2) == 0
            ? new("before:" + date, message => message.Seconds < seconds)
            : new("after:" + date, message => message.Seconds >= seconds);
    }

    private static bool Holds(string[] words, string[] phrase) =>
        Enumerable.Range(0, Math.Max(0, words.Length - phrase.Length + 1)).Any(at => words.AsSpan(at, phrase.Length).SequenceEqual(phrase));
}
