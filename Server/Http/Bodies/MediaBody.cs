using FastChat.Server.Media;

namespace FastChat.Server.Http.Bodies;

/// <summary>What was stored.</summary>
/// <param name="MediaId">Its name from now on.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="ContentType">What its content was found to be; `application/octet-stream` for anything that is not on the list.</param>
internal sealed record MediaBody(string MediaId, long SizeBytes, string ContentType)
{
    public static MediaBody Of(StoredMedia stored) => new(stored.Media.ToString(), stored.Reference.SizeBytes, stored.Reference.ContentType);
}
