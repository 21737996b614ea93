using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;
using FastChat.Storage.Media;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace FastChat.Server.Http;

/// <summary>Uploads in parts, by tus 1.0.0 (tus.io): core, creation, creation-with-upload, checksum, termination, expiration.</summary>
internal static class UploadEndpoints
{
    public const string Path = "/v1/uploads";

    private const string Each = "Speaks tus 1.0.0 (tus.io); every tus client library can be used, with the access token as a header.";
    private static readonly (string, bool, string) Checksum = (TusProtocol.Checksum, false, "Algorithm and base64 of the part's hash.");

    public static void MapUploadEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Media").WithMetadata(new NeedsScope(ApiScopes.Send));
        group.MapMethods("", [HttpMethods.Options], Describe).WithName("describeUploads").WithSummary("What of tus this server can do.")
            .WithDescription(Each).Produces(StatusCodes.Status204NoContent);
        group.MapPost("", CreateAsync).WithName("createUpload").WithSummary("Begin an upload in parts; Location names it.")
            .WithDescription(Each + " The body may be the first part.")
            .WithMetadata(new RequestHeaders(
                (TusProtocol.Length, true, "Length of the whole content in bytes."),
                (TusProtocol.Metadata, false, "Pairs of key and base64; filename and filetype are heeded."),
                Checksum))
            .WithMetadata(new RequestBody(TusProtocol.PartType)).Produces(StatusCodes.Status201Created)
            .Refuses([Code.LimitReached, Code.RateLimited, .. OfParts]);
        group.MapMethods("/{id}", [HttpMethods.Patch], AppendAsync).WithName("continueUpload").WithSummary("Send the next part.")
            .WithDescription(Each + " What broke off counts as far as it came; ask for the offset and go on. The last part's answer names the media in X-Media-Id.")
            .WithMetadata(new RequestHeaders((TusProtocol.Offset, true, "Where the part begins: where the upload ends."), Checksum))
            .WithMetadata(new RequestBody(TusProtocol.PartType)).Produces(StatusCodes.Status204NoContent)
            .Refuses([Code.NotFound, Code.UploadOffsetWrong, .. OfParts]);
        group.MapMethods("/{id}", [HttpMethods.Head], OffsetAsync).WithName("readUploadOffset").WithSummary("How far an upload is, in headers.")
            .WithDescription(Each).Produces(StatusCodes.Status200OK).Refuses(Code.NotFound, Code.TusVersionUnsupported, Code.TokenInvalid, Code.Busy);
        group.MapGet("/{id}", ReadAsync).WithName("readUpload").WithSummary("How far an upload is, and what it became.")
            .Produces<UploadBody>().Refuses(Code.NotFound, Code.TokenInvalid, Code.Busy);
        group.MapDelete("/{id}", TerminateAsync).WithName("terminateUpload").WithSummary("Give an upload up.").WithDescription(Each)
            .Produces(StatusCodes.Status204NoContent).Refuses(Code.NotFound, Code.TusVersionUnsupported, Code.TokenInvalid);
    }

    private static Code[] OfParts =>
    [
        Code.Malformed, Code.MessageTooLarge, Code.QuotaExceeded, Code.UnsupportedMediaType, Code.MediaTypeNotAllowed, Code.MediaRejected,
        Code.ChecksumMismatch, Code.TusVersionUnsupported, Code.Busy, Code.TokenInvalid,
    ];

    private static NoContent Describe(HttpContext http, MediaUploads media)
    {
        TusProtocol.Describe(http.Response.Headers, media.BytesMax);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(BearerCaller caller, TusRequest request, PartialUploads uploads, AuthLimiter limiter)
    {
        limiter.RequireUpload(caller.Account);
        if (request.Http.Request.Headers.ContainsKey(TusProtocol.DeferLength)) throw TusRequest.Malformed("An upload's length must be known when it begins.");
        var length = request.Bytes(TusProtocol.Length);
        var metadata = request.Metadata();
        var part = request.HasPart() ? request.Part(0) : null;
        var (upload, record) = await uploads.CreateAsync(caller.Account, length, metadata);
        var headers = request.Http.Response.Headers;
        // Also when the first part is refused: the upload is there, and can be gone on with.
        headers.Location = $"{Path}/{upload}";
        if (part is not null || record.IsWhole)
            record = await uploads.AppendAsync(caller.Account, upload, part ?? request.Part(0), request.Http.RequestAborted);
        Tell(headers, record, isPart: part is not null);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static async Task<IResult> AppendAsync(BearerCaller caller, TusRequest request, string id, PartialUploads uploads)
    {
        var offset = request.Bytes(TusProtocol.Offset);
        if (request.Http.Request.ContentType != TusProtocol.PartType)
            throw new RefusalException(Code.UnsupportedMediaType, $"The body must be {TusProtocol.PartType}.");
        var record = await uploads.AppendAsync(caller.Account, Id(id), request.Part(offset), request.Http.RequestAborted);
        Tell(request.Http.Response.Headers, record, isPart: true);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> OffsetAsync(BearerCaller caller, TusRequest request, string id, PartialUploads uploads)
    {
        var record = await uploads.ReadAsync(caller.Account, Id(id), request.Http.RequestAborted);
        var headers = request.Http.Response.Headers;
        Tell(headers, record, isPart: true);
        headers[TusProtocol.Length] = TusProtocol.Number(record.LengthBytes);
        if (record.Metadata.Length > 0) headers[TusProtocol.Metadata] = record.Metadata;
        return TypedResults.Ok();
    }

    private static async Task<IResult> ReadAsync(HttpContext http, BearerCaller caller, string id, PartialUploads uploads)
    {
        var upload = Id(id);
        var record = await uploads.ReadAsync(caller.Account, upload, http.RequestAborted);
        var stored = uploads.FindStored(caller.Account, record);
        return new JsonResultOf<UploadBody>(
            new UploadBody(
                upload.ToString(), record.OffsetBytes, record.LengthBytes, record.ExpiresMs, stored is null ? null : MediaBody.Of(stored)),
            JsonShapes.Default.UploadBody);
    }

    private static async Task<IResult> TerminateAsync(BearerCaller caller, TusRequest request, string id, PartialUploads uploads)
    {
        await uploads.TerminateAsync(caller.Account, Id(id), request.Http.RequestAborted);
        return TypedResults.NoContent();
    }

    // What is no id names nothing.
    private static MediaId Id(string text) => MediaId.TryParse(text, out var id) ? id : MediaId.None;

    private static void Tell(IHeaderDictionary headers, UploadRecord record, bool isPart)
    {
        headers.CacheControl = "no-store";
        headers[TusProtocol.Expires] = HeaderUtilities.FormatDate(DateTimeOffset.FromUnixTimeMilliseconds(record.ExpiresMs));
        if (isPart) headers[TusProtocol.Offset] = TusProtocol.Number(record.OffsetBytes);
        if (!record.Stored.IsNone()) headers[TusProtocol.MediaId] = record.Stored.ToString();
    }
}
