using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace FastChat.Server.Http;

/// <summary>Uploading and downloading media.</summary>
internal static class MediaEndpoints
{
    private const string FileNameHeader = "X-File-Name";

    public static void MapMediaEndpoints(this IEndpointRouteBuilder routes)
    {
        var media = routes.MapGroup("/v1/media").WithTags("Media");
        media.MapPost("", UploadAsync).WithName("uploadMedia").WithSummary("Store the body; send its id in a message or use it as picture.")
            .WithDescription("The body is the content itself, of any Content-Type; X-File-Name (percent-encoded) may give it a name. What it really is, is found out from its bytes.")
            .WithMetadata(new NeedsScope(ApiScopes.Send)).Accepts<byte[]>(isOptional: true, "*/*")
            .Produces<MediaBody>(StatusCodes.Status201Created).Refuses(
                Code.MessageTooLarge, Code.QuotaExceeded, Code.MediaTypeNotAllowed, Code.MediaRejected, Code.RateLimited, Code.Busy, Code.TokenInvalid);
        media.MapGet("/usage", ReadUsage).WithName("readMediaUsage").WithSummary("How much room for media the account has and uses.")
            .Produces<MediaUsageBody>().Refuses(Code.TokenInvalid);
        media.MapMethods("/{id}", [HttpMethods.Get, HttpMethods.Head], Download).WithName("downloadMedia").WithSummary("The content, or a range of it.")
            .WithDescription("Readable by its uploader, by members of a conversation that refers to it (name it: ?conversation=ID), and by everyone while it is an account's picture. Knows Range, If-Range, If-None-Match, If-Modified-Since, If-Match and If-Unmodified-Since.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status206PartialContent).Produces(StatusCodes.Status304NotModified)
            .Produces<ProblemBody>(StatusCodes.Status412PreconditionFailed, ProblemWriter.ContentType)
            .Refuses(Code.NotFound, Code.RangeNotSatisfiable, Code.TokenInvalid);
    }

    private static async Task<IResult> UploadAsync(HttpContext http, BearerCaller caller, MediaUploads uploads, AuthLimiter limiter)
    {
        limiter.RequireUpload(caller.Account);
        var request = http.Request;
        // The limit is counted while the content is stored; this one must not strike first, nor reset the connection of a
        // client that is still sending when it is refused.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = null;
        if (request.ContentLength > uploads.BytesMax)
            throw new RefusalException(Code.MessageTooLarge, $"An upload has at most {uploads.BytesMax} bytes.");
        var source = new MediaSource(request.Body, request.ContentType, Unescape(request.Headers[FileNameHeader]));
        var stored = await uploads.StoreAsync(caller.Account, source, http.RequestAborted);
        return new JsonResultOf<MediaBody>(MediaBody.Of(stored), JsonShapes.Default.MediaBody, StatusCodes.Status201Created);
    }

    private static JsonResultOf<MediaUsageBody> ReadUsage(BearerCaller caller, MediaLedger ledger)
    {
        var usage = ledger.Read(caller.Account);
        return new JsonResultOf<MediaUsageBody>(
            new MediaUsageBody(usage.UsedBytes, usage.UploadingBytes, usage.QuotaBytes), JsonShapes.Default.MediaUsageBody);
    }

    private static FileStreamHttpResult Download(HttpContext http, BearerCaller caller, string id, MediaReader reader, string? conversation = null)
    {
        ConversationId? named = ConversationId.TryParse(conversation, out var parsed) ? parsed : null;
        if (!MediaId.TryParse(id, out var media)
            || reader.Find(caller.Account, media, named) is not { } reference
            || reader.Open(media, reference) is not { } content)
        {
            throw new RefusalException(Code.NotFound, "There is no such media, or it is not yours to read.");
        }

        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
        var name = reference.FileName.Length > 0 ? reference.FileName : media.ToString();
        // The id names these bytes and no others for ever, so it is a strong validator. A file name makes it an attachment.
        return TypedResults.Stream(
            content, reference.ContentType, name, reader.StoredAt(media), new EntityTagHeaderValue($"\"{media}\""), enableRangeProcessing: true);
    }

    private static string? Unescape(string? header)
    {
        try
        {
            return header is null ? null : Uri.UnescapeDataString(header);
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
