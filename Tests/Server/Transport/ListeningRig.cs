using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastChat.Server.Auth;
using FastChat.Server.Delivery;
using FastChat.Server.Handlers;
using FastChat.Server.Sessions;
using FastChat.Server.Transport;
using FastChat.Server.Transport.Epoll;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Server.Transport;

/// <summary>Real listeners on loopback (TCP, TLS, WebSocket by the door, over TLS and over HTTP) over a fake pipeline.</summary>
internal sealed class ListeningRig : IAsyncDisposable
{
    private readonly WebApplication _application;
    private ListenOptions? _tcp;
    private ListenOptions? _tls;
    private ListenOptions? _http;
    private ListenOptions? _https;
    private int _requests;

    private ListeningRig(TransportOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Certificate = NewCertificate();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(new FrameEndPoint(IPAddress.Loopback, 0), listen => (_tcp = listen).UseFrames());
            kestrel.Listen(IPAddress.Loopback, 0, listen => (_tls = listen).UseFrames(Certificate));
            kestrel.Listen(IPAddress.Loopback, 0, listen => (_http = listen).UseWebSocketDoor());
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                (_https = listen).UseHttps(Certificate);
                listen.UseWebSocketDoor();
            });
        });
        Tokens = new FakeTokens(Time);
        builder.Services.AddSingleton<TimeProvider>(Time)
            .AddSingleton<IAccessTokens>(Tokens)
            .AddSingleton<IRequestPipeline>(Pipeline)
            .AddSingleton<IPresenceStore>(new FakePresenceStore())
            .AddSingleton<IAcquaintances>(new Everybody())
            .AddSingleton<IWebSocketGate>(new OpenGate())
            .AddTransport(options, new SessionSettings());
        _application = builder.Build();
        _application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        _application.Run(AcceptAsync);
    }

    internal X509Certificate2 Certificate { get; }

    internal FakePipeline Pipeline { get; } = new();

    internal FakeTokens Tokens { get; }

    /// <summary>Of the sessions and their sweep: however slow the machine is, nobody is cut before the test lets time pass.</summary>
    internal FakeTimeProvider Time { get; } = new();

    internal IPEndPoint Tcp => _tcp!.IPEndPoint!;

    internal IPEndPoint Tls => _tls!.IPEndPoint!;

    internal Uri WebSocket => new($"ws://{_http!.IPEndPoint}{OpenGate.Door}");

    internal Uri WebSocketOverTls => new($"wss://{_https!.IPEndPoint}{OpenGate.Door}");

    /// <summary>Not the door's path, so HTTP opens it.</summary>
    internal Uri WebSocketOverHttp => new($"ws://{_http!.IPEndPoint}/http");

    /// <summary>How many requests came to HTTP.</summary>
    internal int Requests => Volatile.Read(ref _requests);

    internal T Part<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    internal static async Task<ListeningRig> StartAsync(TransportOptions? options = null)
    {
        var rig = new ListeningRig(options ?? new TransportOptions());
        await rig._application.StartAsync();
        return rig;
    }

    /// <summary>Lets the time pass in which a peer that was told why it ends is to hang up.</summary>
    internal void CutWhoStays() => Rig.Advance(Time, TimeSpan.FromSeconds(1));

    internal Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Certificate.Dispose();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (!context.WebSockets.IsWebSocketRequest)
            return;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var remote = new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort);
        await Part<WebSocketConnections>().RunAsync(socket, remote);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
