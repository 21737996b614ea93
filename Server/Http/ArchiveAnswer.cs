using FastChat.Storage.Administration;
using Microsoft.Net.Http.Headers;

namespace FastChat.Server.Http;

/// <summary>An archive as an answer: a download that can be taken up again, and is not kept by anybody on the way.</summary>
internal static class ArchiveAnswer
{
    public const string ContentType = "application/zip";

    public static IResult Of(Stream content, JobId job) => new UncachedResult(TypedResults.Stream(
        content, ContentType, $"fastchat-{job}.zip", entityTag: new EntityTagHeaderValue($"\"{job}\""), enableRangeProcessing: true));
}
