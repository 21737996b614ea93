using System.Net;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Text.Json;

namespace FastChat.Client.Accounts;

/// <summary>Turns what HTTP says into <see cref="ChatException"/>.</summary>
internal static class HttpFailures
{
    /// <summary>The body of a refusal is problem+json with our numbers; anything else is told by its status.</summary>
    public static async Task<ChatException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false);
        var code = problem is { Code: > 0 } ? (ErrorCode)problem.Code : Guess(response.StatusCode);
        var retryAfter = problem?.RetryAfterMs is > 0 and var ms
            ? TimeSpan.FromMilliseconds(ms)
            : response.Headers.RetryAfter?.Delta;
        var message = problem?.Detail ?? problem?.Title ?? $"The server answered {(int)response.StatusCode}.";
        return new ChatException(code, message, retryAfter) { Ticket = problem?.Ticket };
    }

    /// <summary>What the network does; null: not for us to translate.</summary>
    public static ChatException? Of(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: AuthenticationException } => new ChatException(
            ErrorCode.CertificateRejected, "The server's certificate is not trusted.", null, exception),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new ChatException(
            ErrorCode.InvalidResponse, "The answer is not one of a FastChat server.", null, exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => new ChatException(
            ErrorCode.ConnectionLost, "The connection ended before the answer came.", null, exception),
        HttpRequestException => new ChatException(ErrorCode.Unreachable, "The server cannot be reached.", null, exception),
        IOException => new ChatException(ErrorCode.ConnectionLost, "The connection was lost.", null, exception),
        JsonException => new ChatException(ErrorCode.InvalidResponse, "The answer is not one of a FastChat server.", null, exception),
        _ => null,
    };

    private static async Task<ProblemBody?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        try
        {
            return await response.Content.ReadFromJsonAsync(ApiShapes.Default.ProblemBody, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ErrorCode Guess(HttpStatusCode status) => (int)status switch
    {
        401 => ErrorCode.TokenInvalid,
        403 => ErrorCode.Forbidden,
        404 => ErrorCode.NotFound,
        413 => ErrorCode.MessageTooLarge,
        415 => ErrorCode.UnsupportedMediaType,
        416 => ErrorCode.RangeNotSatisfiable,
        429 => ErrorCode.RateLimited,
        502 or 503 or 504 => ErrorCode.Busy,
        >= 500 => ErrorCode.Internal,
        _ => ErrorCode.InvalidResponse,
    };
}
