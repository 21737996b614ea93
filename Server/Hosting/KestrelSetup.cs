using System.Net;
using System.Security.Cryptography.X509Certificates;
using FastChat.Server.Transport;
using FastChat.Server.Transport.Epoll;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FastChat.Server.Hosting;

/// <summary>Which ports are opened, with what on them.</summary>
internal static class KestrelSetup
{
    private const int HeaderBytesMax = 16 * 1024;

    public static void Apply(KestrelServerOptions kestrel, ServerOptions options, Listeners listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        kestrel.Limits.MaxRequestHeaderCount = TransportLimits.HeadersMax;
        kestrel.Limits.MaxRequestBodySize = Http.HttpLimits.JsonBytesMax;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.ConnectionsMax;
        // Before the first request of a connection, too, so that a silent one is cut like a silent one for frames.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(Http.HttpLimits.KeepAliveSeconds);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(Http.HttpLimits.RequestHeadersSeconds);

        var address = IPAddress.Parse(options.BindAddress);
        // Plaintext stays on this machine unless it was allowed in so many words.
        var plain = IPAddress.IsLoopback(address) || options.AllowPlaintextRemote ? address : IPAddress.Loopback;
        if (options.TcpPort != ServerOptions.Off)
            kestrel.Listen(new FrameEndPoint(plain, options.TcpPort), listen =>
            {
                listen.UseFrames();
                listeners.Tcp = listen;
            });
        if (options.HttpPort != ServerOptions.Off)
            kestrel.Listen(plain, options.HttpPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseRequestLimits();
                listen.UseWebSocketDoor();
                listeners.Http = listen;
            });

        var socket = AdminConnection.PathOf(options.DataDirectory);
        if (AdminConnection.Fits(socket))
        {
            // The database is open, so its lock is ours: a socket that lies there is a killed server's.
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(new AdminConnection());
                    return next(connection);
                });
            });
        }

        if (options.AdminPort != ServerOptions.Off) ListenForAdmins(kestrel, options, listeners);
        if (!ServerOptionsRules.HasCertificate(options)) return;
        var certificate = Certificate(options);
        if (options.TlsPort != ServerOptions.Off)
            kestrel.Listen(address, options.TlsPort, listen =>
            {
                listen.UseFrames(certificate);
                listeners.Tls = listen;
            });
        if (options.HttpsPort != ServerOptions.Off)
            kestrel.Listen(address, options.HttpsPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseRequestLimits();
                listen.UseHttps(certificate);
                listen.UseWebSocketDoor();
                listeners.Https = listen;
            });
    }

    private static void ListenForAdmins(KestrelServerOptions kestrel, ServerOptions options, Listeners listeners)
    {
        var address = IPAddress.Parse(options.AdminBindAddress);
        kestrel.Listen(address, options.AdminPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseRequestLimits();
            if (!IPAddress.IsLoopback(address)) listen.UseHttps(Certificate(options));
            listen.Use(next => connection =>
            {
                connection.Features.Set(new Http.Admin.AdminListener());
                return next(connection);
            });
            listeners.Admin = listen;
        });
    }

    private static X509Certificate2 Certificate(ServerOptions options) =>
        Path.GetExtension(options.CertificatePath) is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(options.CertificatePath!, null)
            : X509Certificate2.CreateFromPemFile(options.CertificatePath!, options.CertificateKeyPath);
}
