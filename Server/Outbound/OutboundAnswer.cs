using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace FastChat.Server.Outbound;

/// <summary>What a called server said; of the body the beginning.</summary>
internal sealed record OutboundAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Worth trying again later: overload, and failures of theirs.</summary>
    public bool IsPassing => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>For how long it asks to be left alone; zero: it does not say.</summary>
    public TimeSpan RetryAfter(DateTimeOffset now)
    {
        var asked = Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now ?? TimeSpan.Zero : TimeSpan.Zero;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked < OutboundLimits.RetryAfterMax ? asked : OutboundLimits.RetryAfterMax;
    }

    /// <summary>The body as JSON; null: it is none.</summary>
    public JsonElement? ReadJson()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
