using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Hosting;

public sealed class TlsTests
{
    [Test]
    public async Task A_certificate_opens_the_encrypted_ports_and_discovery_there_names_no_plaintext()
    {
        var directory = Directory.CreateTempSubdirectory("fastchat-tls-").FullName;
        try
        {
            var (certificate, key, hash) = WriteCertificate(directory);
            await using var server = await TestServer.StartAsync(options => options with { CertificatePath = certificate, CertificateKeyPath = key });
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == hash };
            using var https = new HttpClient(handler) { BaseAddress = server.Server.HttpsAddress };
            var found = await https.GetStringAsync(".well-known/fastchat");
            Assert.That(found, Does.Contain("\"tcp\":null").And.Contain($"\"tls\":\"tls://127.0.0.1:{server.Server.TlsEndPoint!.Port}\"").And.Contain("\"websocket\":\"wss://"));

            using var client = new TcpClient();
            await client.ConnectAsync(server.Server.TlsEndPoint);
            await using var tls = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown?.GetCertHashString() == hash);
            await tls.AuthenticateAsClientAsync("localhost");
            Assert.That(tls.RemoteCertificate!.Subject, Is.EqualTo("CN=localhost"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    internal static (string Certificate, string Key, string Hash) WriteCertificate(string directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificatePath, keyPath) = (Path.Combine(directory, "cert.pem"), Path.Combine(directory, "key.pem"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath, certificate.GetCertHashString());
    }
}
