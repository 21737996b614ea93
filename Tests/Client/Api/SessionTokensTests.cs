using FastChat.Client;
using FastChat.Client.Accounts;
using FastChat.Client.LocalState;
using FastChat.Protocol.Errors;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class SessionTokensTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fastchat-tokens-").FullName;
    private readonly CountingHandler _handler = new();
    private TestServer _server = null!;
    private LocalStore _store = null!;
    private HttpApi _http = null!;
    private AccountApi _api = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        _http = new HttpApi(_handler, true, _server.Server.HttpAddress!, TimeProvider.System);
        _api = new AccountApi(_http);
        _store = await LocalStore.OpenAsync(new LocalStoreOptions(Path.Combine(_directory, "store.db")));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _store.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    [Order(1)]
    public async Task Many_who_need_a_token_share_one_renewal_that_is_on_disk_before_it_is_used()
    {
        var session = await SignInAsync("ada");
        using var tokens = new SessionTokens(_store, session, _api, TimeProvider.System);
        var before = _handler.Refreshes;
        var renewed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetAccessAsync(session.AccessToken, default).AsTask()));
        Assert.That(_handler.Refreshes - before, Is.EqualTo(1));
        Assert.That(renewed.Select(token => token.Token).Distinct().Single(), Is.Not.EqualTo(session.AccessToken));
        Assert.That(_store.ReadSession()!.AccessToken, Is.EqualTo(renewed[0].Token));
        Assert.That((await tokens.GetAccessAsync(session.AccessToken, default)).Token, Is.EqualTo(renewed[0].Token));
    }

    [Test]
    [Order(2)]
    public async Task A_refused_token_is_renewed_and_the_request_repeated()
    {
        var session = await SignInAsync("grace");
        using var tokens = new SessionTokens(_store, session with { AccessToken = "expired" }, _api, TimeProvider.System);
        _http.Tokens = tokens;
        var before = _handler.Refreshes;
        Assert.That((await _api.ReadSelfAsync(default)).Handle, Is.EqualTo("grace"));
        Assert.That(_handler.Refreshes - before, Is.EqualTo(1));
    }

    [Test]
    [Order(3)]
    public async Task A_refresh_token_that_is_none_ends_the_sign_in_for_good()
    {
        var session = await SignInAsync("linus");
        using var tokens = new SessionTokens(_store, session with { RefreshToken = "forged" }, _api, TimeProvider.System);
        var refused = Assert.ThrowsAsync<ChatException>(() => tokens.GetAccessAsync(true, default).AsTask())!;
        Assert.That(refused.Code.Advice, Is.EqualTo(Advice.Denied));
    }

    private async Task<StoredSession> SignInAsync(string handle)
    {
        var session = await _api.RegisterAsync(handle, RawAccounts.Password, "test", null, default);
        await _store.WriteSessionAsync(session);
        return session;
    }
}
