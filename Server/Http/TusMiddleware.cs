namespace FastChat.Server.Http;

/// <summary>
/// What tus asks of every answer and request of its paths: the version, also in refusals, and a method in a header for clients that
/// cannot send PATCH or DELETE. Before routing.
/// </summary>
internal sealed class TusMiddleware(RequestDelegate next)
{
    private static readonly string[] Methods = [HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Head];

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (!request.Path.StartsWithSegments(UploadEndpoints.Path, StringComparison.Ordinal)) return next(http);
        http.Response.Headers[TusProtocol.Resumable] = TusProtocol.Version;
        if (HttpMethods.IsPost(request.Method) && request.Headers[TusProtocol.MethodOverride] is [{ } method]
            && Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
        {
            request.Method = method.ToUpperInvariant();
        }

        return next(http);
    }
}
