using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Http;

/// <summary>
/// The outermost step of every request: turns refusals and failures into problem+json, and marks all answers as not to
/// be sniffed. What happens after the answer has begun can only cut the connection.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
            if (http.Response.StatusCode >= StatusCodes.Status400BadRequest && !http.Response.HasStarted)
            {
                var status = http.Response.StatusCode;
                await ProblemWriter.WriteAsync(http, CodeStatus.FromStatus(status), Detail(status), status: status);
            }
        }
        catch (RefusalException refusal) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, refusal.Code, refusal.Message, refusal.RetryAfter, ticket: refusal.Ticket);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, CodeStatus.FromStatus(bad.StatusCode), "The request is not well formed or too large.", status: bad.StatusCode);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; there is nobody to answer.
        }
        catch (StorageException failure) when (failure is not StorageCorruptException && !http.Response.HasStarted)
        {
            LogFailed(http.Request.Method, http.GetEndpoint()?.DisplayName ?? "unknown path", failure);
            await ProblemWriter.WriteAsync(http, Code.StorageReadOnly, "Writing to disk failed.");
        }
#pragma warning disable CA1031 // The stage's edge: whatever failed is logged once and told as INTERNAL.
        catch (Exception failure) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogFailed(http.Request.Method, http.GetEndpoint()?.DisplayName ?? "unknown path", failure);
            await ProblemWriter.WriteAsync(http, Code.Internal, "The server failed; its log has the reason.");
        }
    }

    private static string Detail(int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => "This path does not know the method.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
        StatusCodes.Status416RangeNotSatisfiable => "The range lies outside of the content.",
        _ => "The request was refused.",
    };

    [LoggerMessage(Diagnostics.EventIds.Http, LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFailed(string method, string endpoint, Exception failure);
}
