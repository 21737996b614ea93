using System.Globalization;

namespace FastChat.Search.Queries;

/// <summary>The dates of `before:` and `after:`: 2026-11-27, or a moment such as 2026-11-27T09:30+01:00. Without an offset: UTC.</summary>
internal static class QueryDates
{
    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public static bool TryParse(string value, out long seconds)
    {
        var parsed = DateTimeOffset.TryParseExact(
            value, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment);
        seconds = parsed ? moment.ToUnixTimeSeconds() : 0;
        return parsed;
    }
}
