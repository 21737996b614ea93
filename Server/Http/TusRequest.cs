using System.Globalization;
using System.Reflection;
using FastChat.Protocol;
using FastChat.Server.Media;
using FastChat.Server.Routing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace FastChat.Server.Http;

/// <summary>A request of tus as an endpoint's parameter: of a version that is spoken here. It comes after the caller, who is asked first.</summary>
internal sealed record TusRequest(HttpContext Http) : IEndpointParameterMetadataProvider
{
    public static ValueTask<TusRequest?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        if (http.Request.Headers[TusProtocol.Resumable] is [TusProtocol.Version]) return ValueTask.FromResult<TusRequest?>(new TusRequest(http));
        http.Response.Headers[TusProtocol.VersionHeader] = TusProtocol.Version;
        throw new RefusalException(Code.TusVersionUnsupported, $"{TusProtocol.Resumable} must be {TusProtocol.Version}.");
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new RequestHeaders((TusProtocol.Resumable, true, TusProtocol.Version)));

    /// <summary>A number of bytes that a header must state.</summary>
    public long Bytes(string header) =>
        Http.Request.Headers[header] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw Malformed($"{header} must be a number of bytes.");

    public UploadMetadata Metadata()
    {
        var header = Http.Request.Headers[TusProtocol.Metadata];
        return StringValues.IsNullOrEmpty(header)
            ? UploadMetadata.None
            : UploadMetadata.Parse(header.ToString())
                ?? throw Malformed($"{TusProtocol.Metadata} must be pairs of key and base64, at most {MediaLimits.MetadataBytesMax} bytes.");
    }

    /// <summary>Whether the body is a part. A body of another type is refused.</summary>
    public bool HasPart()
    {
        var type = Http.Request.ContentType;
        if (type == TusProtocol.PartType) return true;
        return Http.Request.ContentLength is > 0
            ? throw new RefusalException(Code.UnsupportedMediaType, $"The body must be {TusProtocol.PartType}.")
            : false;
    }

    /// <summary>The body as the part that begins at an offset.</summary>
    public UploadPart Part(long offset)
    {
        // The limit is the announced length; Kestrel's own must not strike first.
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = null;
        var header = Http.Request.Headers[TusProtocol.Checksum];
        var checksum = StringValues.IsNullOrEmpty(header)
            ? null
            : ContentChecksum.Parse(header.ToString())
                ?? throw Malformed($"{TusProtocol.Checksum} must be one of {ContentChecksum.Algorithms} and the hash in base64.");
        return new UploadPart(offset, Http.Request.ContentLength, Http.Request.Body, checksum);
    }

    public static RefusalException Malformed(string detail) => new(Code.Malformed, detail);
}
