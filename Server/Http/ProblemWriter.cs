using System.Globalization;
using FastChat.Protocol;
using FastChat.Server.Diagnostics;
using FastChat.Server.Http.Bodies;
using Google.Protobuf.Reflection;
using Microsoft.Net.Http.Headers;

namespace FastChat.Server.Http;

/// <summary>Writes refusals as problem+json.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    private static readonly EnumDescriptor Codes = ProtocolReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(Code));

    /// <summary>Writes the whole answer; <paramref name="status"/> only where it says more than the code's own.</summary>
    public static Task WriteAsync(HttpContext http, Code code, string detail, TimeSpan? retryAfter = null, int? status = null, string? ticket = null)
    {
        Instruments.CountRefusal(code);
        var response = http.Response;
        response.StatusCode = status ?? code.Status();
        if (response.StatusCode == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        if (retryAfter is { } wait)
            response.Headers[HeaderNames.RetryAfter] = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        // What was said about content that is not sent now.
        response.ContentLength = null;
        response.Headers.ContentDisposition = default;
        response.Headers.ETag = default;
        var problem = new ProblemBody(
            string.Create(CultureInfo.InvariantCulture, $"urn:fastchat:code:{(int)code}"),
            Codes.FindValueByNumber((int)code)?.Name ?? code.ToString(),
            response.StatusCode,
            detail,
            (int)code,
            retryAfter is { } delay ? (long)Math.Ceiling(delay.TotalMilliseconds) : null,
            ticket);
        return response.WriteAsJsonAsync(problem, JsonShapes.Default.ProblemBody, ContentType, http.RequestAborted);
    }
}
