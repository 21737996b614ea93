using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FastChat.Protocol;

namespace FastChat.Tests.Server.Http;

/// <summary>What the API does with requests that are not of its form.</summary>
public sealed class RequestFormTests : HttpTestBase
{
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("7")]
    [TestCase("{}")]
    [TestCase("{\"handle\":\"ada\"}")]
    [TestCase("{\"handle\":\"ada\",\"password\":\"correct horse\",\"device_name\":\"x\",\"admin\":true}")]
    [TestCase("{\"handle\":\"ada\",\"handle\":\"eve\",\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    [TestCase("{\"Handle\":\"ada\",\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    [TestCase("{\"handle\":null,\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    [TestCase("{\"handle\":7,\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    [TestCase("{\"handle\":[\"ada\"],\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    [TestCase("{\"handle\":\"ada\",\"password\":\"correct horse\",\"device_name\":\"x\",}")]
    [TestCase("{\"handle\":\"ada\",\"password\":\"correct horse\",\"device_name\":\"x\"} {}")]
    [TestCase("/**/{\"handle\":\"ada\",\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    [TestCase("{\"handle\":\"\\ud800\",\"password\":\"correct horse\",\"device_name\":\"x\"}")]
    public async Task A_body_of_another_shape_is_refused_without_repeating_it(string body)
    {
        var problem = await RequireProblemAsync(await Http.PostAsync("v1/accounts", Json(body)), HttpStatusCode.BadRequest, Code.Malformed);
        Assert.That(problem.ToJsonString(), Does.Not.Contain("correct horse"));
    }

    [Test]
    public async Task Deep_JSON_and_invalid_UTF8_are_refused()
    {
        await RequireProblemAsync(await Http.PostAsync("v1/accounts", Json(string.Concat(Enumerable.Repeat("{\"a\":", 1_000)))), HttpStatusCode.BadRequest, Code.Malformed);
        var bytes = new ByteArrayContent([0x7B, 0x22, 0xFF, 0xC0, 0x22, 0x7D]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        await RequireProblemAsync(await Http.PostAsync("v1/accounts", bytes), HttpStatusCode.BadRequest, Code.Malformed);
    }

    [Test]
    public async Task A_large_body_is_refused() => await RequireProblemAsync(
        await Http.PostAsync("v1/accounts", Json($"{{\"handle\":\"{new string('a', 20_000)}\"}}")), HttpStatusCode.RequestEntityTooLarge, Code.MessageTooLarge);

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase("application/vnd.api+json")]
    [TestCase("application/xml")]
    public async Task Another_content_type_is_refused(string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await RequireProblemAsync(await Http.PostAsync("v1/accounts", content), HttpStatusCode.UnsupportedMediaType, Code.UnsupportedMediaType);
    }

    [Test]
    public async Task Unknown_paths_and_methods_are_problems_too()
    {
        await RequireProblemAsync(await Http.GetAsync("v1/nothing"), HttpStatusCode.NotFound, Code.UnknownRequest);
        await RequireProblemAsync(await Http.DeleteAsync("v1/accounts"), HttpStatusCode.MethodNotAllowed, Code.UnknownRequest);
    }

    [TestCase("GET", "v1/accounts/me")]
    [TestCase("PATCH", "v1/accounts/me")]
    [TestCase("PUT", "v1/accounts/me/password")]
    [TestCase("GET", "v1/accounts/00000000-0000-7000-8000-000000000001")]
    [TestCase("GET", "v1/accounts/by-handle/ada")]
    [TestCase("GET", "v1/devices")]
    [TestCase("DELETE", "v1/devices/00000000-0000-7000-8000-000000000001")]
    [TestCase("DELETE", "v1/sessions/current")]
    [TestCase("POST", "v1/media")]
    [TestCase("GET", "v1/media/00000000-0000-7000-8000-000000000001")]
    public async Task Nothing_is_told_without_an_access_token(string method, string path)
    {
        var session = await RegisterAsync();
        foreach (var header in new[] { null, "Bearer", "Bearer ", "Bearer x", "Basic YTpi", session.AccessToken, $"Bearer {session.RefreshToken}", $"Bearer {session.AccessToken}x" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            if (method is "PATCH" or "PUT") request.Content = Json("{}");
            await RequireProblemAsync(await Http.SendAsync(request), HttpStatusCode.Unauthorized, Code.TokenInvalid);
        }
    }

    [Test]
    public async Task A_token_in_the_URL_is_not_looked_at()
    {
        var session = await RegisterAsync();
        await RequireProblemAsync(await Http.GetAsync($"v1/accounts/me?access_token={session.AccessToken}"), HttpStatusCode.Unauthorized, Code.TokenInvalid);
    }

    [Test]
    public async Task The_answer_does_not_name_the_software()
    {
        using var response = await Http.GetAsync("healthz");
        Assert.That(response.Headers.Server, Is.Empty);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("ok"));
        Assert.That(await Http.GetStringAsync("readyz"), Is.EqualTo("ready"));
    }

    [Test]
    public async Task Seeding_is_off_by_default() => await RequireProblemAsync(
        await Http.PostAsync("v1/seed", Json("{\"accounts\":1,\"prefix\":\"bench\"}")), HttpStatusCode.NotFound, Code.UnknownRequest);

    [Test]
    public void Every_code_of_the_wire_has_a_status_for_errors()
    {
        foreach (var code in Enum.GetValues<Code>().Where(c => (int)c is > 0 and < 4000))
            Assert.That(FastChat.Server.Http.CodeStatus.Status(code), Is.InRange(400, 599), code.ToString());
    }
}
