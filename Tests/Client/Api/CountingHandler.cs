namespace FastChat.Tests.Client.Api;

/// <summary>Counts the renewals of tokens on their way to the real server.</summary>
internal sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private int _refreshes;

    public int Refreshes => _refreshes;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("/refresh", StringComparison.Ordinal))
            Interlocked.Increment(ref _refreshes);
        return base.SendAsync(request, cancellationToken);
    }
}
