namespace FastChat.Server.Http;

/// <summary>Another answer, which nobody on the way keeps.</summary>
internal sealed class UncachedResult(IResult result) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = "private, no-store";
        return result.ExecuteAsync(httpContext);
    }
}
