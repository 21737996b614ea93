using System.Globalization;
using FastChat.Bench.Load;
using FastChat.Bench.Reports;
using FastChat.Tests.Server.Hosting;
using FastChat.Tests.Support;

namespace FastChat.Tests.Bench.Runs;

/// <summary>A second against a server that runs already, as which any server is taken that seeds no accounts: they are registered over HTTP.</summary>
[NonParallelizable]
[Category("Long")]
public sealed class RemoteServerTests
{
    [TestCase("tcp")]
    [TestCase("ws")]
    [TestCase("tls")]
    [TestCase("wss")]
    public async Task AServerThatRunsIsDrivenAndItsAccountsAreUsedAgain(string scheme)
    {
        var directory = Directory.CreateTempSubdirectory("fastchat-remote-").FullName;
        try
        {
            var (certificate, key, _) = TlsTests.WriteCertificate(directory);
            await using var server = await TestServer.StartAsync(options => options with { CertificatePath = certificate, CertificateKeyPath = key });
            var http = scheme is "tls" or "wss" ? server.Server.HttpsAddress! : server.Server.HttpAddress!;
            var port = scheme switch { "tcp" => server.Tcp.Port, "tls" => server.Server.TlsEndPoint!.Port, _ => http.Port };
            string[] line =
            [
                "direct", "--target", string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{port}"), "--http", $"{http.Scheme}://localhost:{http.Port}",
                "--accounts", Path.Combine(directory, "accounts"), "--pairs", "2", "--seconds", "1", "--warmup", "0", "--json", "none",
                .. scheme is "tls" or "wss" ? new[] { "--trust", certificate } : [],
            ];
            const int Accounts = 4; // of two pairs
            Assert.That(LoadArguments.TryParse(line, out var arguments, out var problem), problem);
            for (var run = 0; run < 2; run++)
            {
                var report = await LoadRun.MeasureAsync(arguments!, CancellationToken.None);
                Assert.That((report.Correct, report.Transport), Is.EqualTo((true, scheme)), ReportWriter.Json(report));
                Assert.That(report.Delivered, Is.GreaterThan(0));
                Assert.That(File.ReadAllLines(arguments!.AccountsFile!), Has.Length.EqualTo(Accounts), "accounts");
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
