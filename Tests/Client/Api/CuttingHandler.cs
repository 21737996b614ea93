using System.Net;

namespace FastChat.Tests.Client.Api;

/// <summary>Breaks the body of every download off after so many bytes, as a lost network does.</summary>
internal sealed class CuttingHandler(int cutAfterBytes) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!request.RequestUri!.AbsolutePath.Contains("/v1/media/", StringComparison.Ordinal)
            || response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            return response;
        var content = new StreamContent(new CutStream(await response.Content.ReadAsStreamAsync(cancellationToken), cutAfterBytes));
        foreach (var header in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }
}
