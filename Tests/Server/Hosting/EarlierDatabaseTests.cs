using System.IO.Compression;
using FastChat.Server.Hosting;
using FastChat.Storage;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Hosting;

/// <summary>A database that an earlier version wrote, with fewer column families, opens, verifies and goes on.</summary>
[TestFixture]
internal sealed class EarlierDatabaseTests
{
    private string _directory = null!;

    [SetUp]
    public void Unpack()
    {
        _directory = Directory.CreateTempSubdirectory("fastchat-earlier-").FullName;
        ZipFile.ExtractToDirectory(Repository.PathOf("Tests/Storage/Golden/database-2026-11.zip"), _directory);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task An_account_of_an_earlier_version_signs_in_and_is_a_person()
    {
        var options = ServerOptions.Ephemeral() with { DataDirectory = Path.Combine(_directory, "data"), KeyFile = Path.Combine(_directory, "key") };
        for (var again = 0; again < 2; again++)
        {
            await using var server = await FastChatServer.StartAsync(options);
            using var http = new HttpClient { BaseAddress = server.HttpAddress };
            var accounts = new RawAccounts(http);
            var ada = await accounts.SignInAsync("ada");
            using var profile = await accounts.SendAsync(HttpMethod.Get, "v1/accounts/me", ada.AccessToken);
            Assert.That(await profile.Content.ReadAsStringAsync(), Does.Contain("\"handle\":\"ada\"").And.Contains("\"kind\":\"person\""));
            Assert.That(server.Services.GetRequiredService<ChatDatabase>().Verify().Problems, Is.Empty);
        }
    }
}
