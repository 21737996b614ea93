using System.Net;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Http;

/// <summary>Accounts are found by their exact handle, and by nothing else.</summary>
[TestFixture]
internal sealed class LookUpTests
{
    private TestServer _server = null!;
    private RawSession _asking = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync(options => options with { LookUpsPerAccountMinute = 40 });
        _asking = await _server.RegisterAsync("asking");
        await _server.RegisterAsync("grace.hopper");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("grace.hopper", HttpStatusCode.OK)]
    [TestCase("Grace.Hopper", HttpStatusCode.OK)]
    [TestCase("grace", HttpStatusCode.NotFound)]
    [TestCase("grace.hopper2", HttpStatusCode.NotFound)]
    [TestCase("grace*", HttpStatusCode.NotFound)]
    [TestCase("grace%25", HttpStatusCode.NotFound)]
    [TestCase("%25", HttpStatusCode.NotFound)]
    [TestCase("*", HttpStatusCode.NotFound)]
    [TestCase("grace_hopper", HttpStatusCode.NotFound)]
    public async Task Only_the_exact_handle_finds(string handle, HttpStatusCode status)
    {
        using var answer = await _server.Accounts.SendAsync(HttpMethod.Get, $"v1/accounts/by-handle/{handle}", _asking.AccessToken);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [TestCase("v1/accounts")]
    [TestCase("v1/accounts?prefix=grace")]
    [TestCase("v1/accounts/by-handle")]
    [TestCase("v1/accounts/by-handle/")]
    [TestCase("v1/accounts/search?q=grace")]
    [TestCase("v1/accounts/grace.hopper")]
    [TestCase("v1/users?q=grace")]
    public async Task No_path_lists_or_searches_accounts(string path)
    {
        using var answer = await _server.Accounts.SendAsync(HttpMethod.Get, path, _asking.AccessToken);
        Assert.That(answer.IsSuccessStatusCode, Is.False);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("hopper\""));
    }

    [Test]
    public async Task Looking_up_is_limited_and_nobody_signed_out_may()
    {
        var other = await _server.RegisterAsync("impatient");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++)
        {
            using var answer = await _server.Accounts.SendAsync(HttpMethod.Get, $"v1/accounts/by-handle/nobody{i}", other.AccessToken);
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses.Take(40), Is.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That(statuses, Does.Contain(HttpStatusCode.TooManyRequests));
        using var anonymous = await _server.Accounts.SendAsync(HttpMethod.Get, "v1/accounts/by-handle/grace.hopper", accessToken: null);
        Assert.That(anonymous.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Over_the_connection_accounts_are_found_by_their_whole_id_alone()
    {
        await using var client = await _server.ConnectAsync(_asking);
        var known = _asking.Account.ToByteString();
        var request = new FetchAccounts { Accounts = { known } };
        for (var i = 0; i < 8; i++)
        {
            // The id next to one that exists, and others with its time.
            var near = known.ToByteArray();
            near[15] ^= (byte)(1 << i);
            request.Accounts.Add(Google.Protobuf.ByteString.CopyFrom(near));
        }

        var answer = await client.RequestAsync(new ClientFrame { FetchAccounts = request });
        Assert.That(answer.AccountList.Accounts.Select(account => account.Handle), Is.EqualTo(new[] { "asking" }));
        var half = Google.Protobuf.ByteString.CopyFrom(known.Span[..8]);
        var malformed = await client.RequestAsync(new ClientFrame { FetchAccounts = new FetchAccounts { Accounts = { half } } });
        Assert.That(malformed.Error?.Code, Is.EqualTo(Code.Malformed));

        var search = await client.RequestAsync(new ClientFrame { SearchMessages = new SearchMessages { Query = "from:grace.hopper hello" } });
        var nobody = await client.RequestAsync(new ClientFrame { SearchMessages = new SearchMessages { Query = "from:nobody.at.all hello" } });
        (search.RequestId, nobody.RequestId) = (0, 0);
        Assert.That(search, Is.EqualTo(nobody), "a search does not tell whether a handle exists");
    }
}
