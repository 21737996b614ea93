using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Http;

/// <summary>One real server for a fixture, and what tests of its HTTP API need.</summary>
public abstract class HttpTestBase
{
    private protected TestServer Server { get; private set; } = null!;

    private protected HttpClient Http => Server.Http;

    [OneTimeSetUp]
    public async Task StartServer() => Server = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    private protected async Task RestartAsync()
    {
        await Server.StopAsync();
        await Server.StartAgainAsync();
    }

    private protected Task<RawSession> RegisterAsync() => Server.Accounts.RegisterAsync(NewHandle());

    private protected static string NewHandle() => "h" + Guid.CreateVersion7().ToString("N")[..8] + TestContext.CurrentContext.Random.GetString(8, "abcdefghij");

    private protected Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, RawSession? session = null, object? body = null) =>
        Server.Accounts.SendAsync(method, path, session?.AccessToken, body is null ? null : JsonContent.Create(body));

    private protected static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    private protected static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>The answer is problem+json with this status and code, complete and uncached.</summary>
    internal static async Task<JsonNode> RequireProblemAsync(HttpResponseMessage response, HttpStatusCode status, Code code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        var problem = JsonNode.Parse(text)!;
        Assert.That((int)problem["code"]!, Is.EqualTo((int)code), text);
        Assert.That((int)problem["status"]!, Is.EqualTo((int)status));
        Assert.That((string)problem["type"]!, Is.EqualTo($"urn:fastchat:code:{(int)code}"));
        Assert.That((string)problem["title"]!, Does.StartWith("CODE_"));
        Assert.That((string?)problem["detail"], Is.Not.Empty);
        if (status == HttpStatusCode.Unauthorized) Assert.That(response.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
        return problem;
    }
}
