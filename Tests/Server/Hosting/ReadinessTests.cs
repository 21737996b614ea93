using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Storage;
using FastChat.Storage.Commit;
using FastChat.Tests.Server.Routing;
using FastChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Hosting;

/// <summary>When a load balancer may send people here.</summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_server_is_ready_from_its_start_until_it_stops()
    {
        var life = new HeldLife();
        var starting = TestServer.StartAsync(configure: life.Register);
        using var http = new HttpClient { BaseAddress = await life.Listening.WaitAsync(Patience) };
        await RequireAsync(http, Code.Busy);
        life.GoOn();
        var server = await starting;
        Assert.That(await http.GetStringAsync("readyz"), Is.EqualTo("ready"));

        var stopping = server.DisposeAsync().AsTask();
        await life.Stopping.WaitAsync(Patience);
        await RequireAsync(http, Code.ShuttingDown);
        Assert.That(await http.GetStringAsync("healthz"), Is.EqualTo("ok"), "it still answers");
        life.GoOn();
        await stopping.WaitAsync(Patience);
    }

    [Test]
    public async Task A_server_whose_commit_failed_is_not_ready_any_more()
    {
        FaultyLog? log = null;
        await using var server = await TestServer.StartAsync(configure: services => services.AddSingleton<ICommitLog>(
            provider => log = new FaultyLog(provider.GetRequiredService<ChatDatabase>().Commits)));
        await server.RegisterAsync("ada");
        log!.Fails = true;
        Assert.ThrowsAsync<InvalidOperationException>(() => server.RegisterAsync("grace"));
        await RequireAsync(server.Http, Code.StorageReadOnly);
        server.Errors.Clear(); // That it failed is in the log, as it should be.
    }

    private static async Task RequireAsync(HttpClient http, Code code)
    {
        using var answer = await http.GetAsync("readyz");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((int)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["code"]!, Is.EqualTo((int)code));
    }
}
