using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastChat.Client;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class CertificateTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fastchat-pins-").FullName;

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_pinned_certificate_is_trusted_and_no_other()
    {
        var pin = WriteCertificate();
        await using var server = await TestServer.StartAsync(options => options with
        {
            CertificatePath = Path.Combine(_directory, "server.pem"),
            CertificateKeyPath = Path.Combine(_directory, "server.key"),
        });
        await using (var client = Make(server, "pinned", pin))
        {
            await client.RegisterAsync("pinned", RawAccounts.Password).SoonAsync();
            await client.LiveAsync();
            var group = await client.CreateGroupAsync("Safe", []).SoonAsync();
            Assert.That(await (await group.SendAsync("behind TLS")).Sent.SoonAsync(), Is.GreaterThan(0));
        }

        foreach (var pins in new[] { Convert.ToBase64String(SHA256.HashData("another key"u8)), null })
        {
            await using var client = Make(server, "distrust", pins);
            var refused = Assert.ThrowsAsync<ChatException>(() => client.SignInAsync("pinned", RawAccounts.Password).SoonAsync())!;
            Assert.That(refused.Code, Is.EqualTo(ErrorCode.CertificateRejected));
        }
    }

    private ChatClient Make(TestServer server, string store, string? pin) => new(new ChatClientOptions(server.Server.HttpsAddress!.ToString())
    {
        StorePath = Path.Combine(_directory, store + ".db"),
        CertificatePins = pin is null ? [] : [pin],
    });

    private string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_directory, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_directory, "server.key"), key.ExportPkcs8PrivateKeyPem());
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
