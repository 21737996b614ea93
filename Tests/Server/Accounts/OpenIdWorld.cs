using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Accounts;

/// <summary>A server that trusts one OpenID Connect issuer, and whose clock can be set forward.</summary>
internal abstract class OpenIdWorld
{
    protected ShiftedClock Clock { get; } = new();

    protected TestIssuer Issuer { get; private set; } = null!;

    protected TestServer Server { get; private set; } = null!;

    protected async Task OpenAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        Server = await TestServer.StartAsync(Trusting, time: Clock);
    }

    protected async Task CloseAsync()
    {
        await Server.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    protected ServerOptions Trusting(ServerOptions options) => options with
    {
        OpenId = [new OpenIdOptions { Name = "Example", Issuer = Issuer.Address, ClientIds = [TestIssuer.ClientId, "the-other-app"] }],
    };

    protected async Task<string> NonceAsync(TestServer? server = null)
    {
        using var answer = await (server ?? Server).Http.PostAsync("v1/sessions/oidc/nonce", null);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["nonce"]!;
    }

    protected async Task<string> TokenAsync(string subject, Action<Dictionary<string, object>>? change = null, string key = "one", TestServer? server = null)
    {
        var claims = Issuer.Claims(subject, await NonceAsync(server), Clock.GetUtcNow());
        change?.Invoke(claims);
        return Issuer.Sign(claims, key);
    }

    protected async Task<string> HeaderAsync(Dictionary<string, object> header) =>
        Issuer.Sign(Issuer.Claims("alice", await NonceAsync(), Clock.GetUtcNow()), header: header);

    protected Task<HttpResponseMessage> PostAsync(string token, TestServer? server = null) =>
        (server ?? Server).Http.PostAsJsonAsync("v1/sessions/oidc", new { id_token = token, device_name = "browser" });

    protected async Task<RawSession> SignInAsync(string token)
    {
        using var answer = await PostAsync(token);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<RawSession>())!;
    }

    protected async Task RefusedAsync(string token, Code code = Code.TokenInvalid)
    {
        using var answer = await PostAsync(token);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge) return;
        await HttpTestBase.RequireProblemAsync(answer, HttpStatusCode.Unauthorized, code);
    }

    protected async Task<JsonNode> ReadAsync(RawSession session, string path)
    {
        using var answer = await Server.Accounts.SendAsync(HttpMethod.Get, path, session.AccessToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
