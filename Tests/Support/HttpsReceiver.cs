using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using FastChat.Server.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Support;

/// <summary>
/// A service of somebody else that the server calls: HTTPS on loopback, HTTP/2 where it is asked for, under a certificate of its
/// own. It keeps what it is asked, in order, and answers as the test says. Thread-safe.
/// </summary>
internal sealed class HttpsReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;
    private readonly Channel<HttpsRequest> _requests = Channel.CreateUnbounded<HttpsRequest>();
    private readonly ConcurrentQueue<HttpsRequest> _all = new();

    private HttpsReceiver(WebApplication application, X509Certificate2 certificate)
    {
        (_application, _certificate) = (application, certificate);
        Trust = new OutboundTrust((_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString());
    }

    /// <summary>With 127.0.0.1 for a host.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Trusts this service and no other.</summary>
    public OutboundTrust Trust { get; }

    public Func<HttpsRequest, HttpsAnswer> Answer { get; set; } = _ => new HttpsAnswer(201);

    public int Count => _all.Count;

    public IReadOnlyCollection<HttpsRequest> All => _all;

    public static async Task<HttpsReceiver> StartAsync(HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var certificate = MakeCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.UseHttps(certificate);
            }));
        var receiver = new HttpsReceiver(builder.Build(), certificate);
        receiver._application.Run(receiver.TakeAsync);
        await receiver._application.StartAsync();
        var url = receiver._application.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.Single();
        receiver.Address = new Uri(url);
        return receiver;
    }

    /// <summary>The next request that nobody has taken yet.</summary>
    public async Task<HttpsRequest> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _requests.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next one to a path.</summary>
    public async Task<HttpsRequest> NextAsync(string path)
    {
        while (true)
        {
            if (await NextAsync() is var request && request.Path == path) return request;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = new HttpsRequest(
            http.Request.Method,
            http.Request.Path + http.Request.QueryString,
            http.Request.Protocol,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        var answer = Answer(request);
        _all.Enqueue(request);
        // Before the answer: after it, the next request may be here first.
        _requests.Writer.TryWrite(request);
        http.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers ?? []) http.Response.Headers[name] = value;
        if (answer.Body.Length > 0) await http.Response.WriteAsync(answer.Body);
        await http.Response.CompleteAsync();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
