using FastChat.Server.Hosting;
using FastChat.Tests.Support;

namespace FastChat.Tests.Server.Administration;

/// <summary>The admin API on a port of its own.</summary>
[TestFixture]
internal sealed class AdminPortTests
{
    [Test]
    public async Task With_a_port_of_its_own_the_admin_API_is_there_and_nowhere_else_and_nothing_else_is_there()
    {
        await using var server = await TestServer.StartAsync(options => options with { AdminPort = 0 });
        using var admins = new HttpClient { BaseAddress = server.Server.AdminAddress };
        Assert.That(await StatusAsync(admins, "v1/admin/accounts"), Is.EqualTo(401));
        Assert.That(await StatusAsync(admins, "healthz"), Is.EqualTo(404));
        Assert.That(await StatusAsync(server.Http, "v1/admin/accounts"), Is.EqualTo(404));
        Assert.That(await StatusAsync(server.Http, "healthz"), Is.EqualTo(200));
        Assert.That(await AdminCommandLine.RunAsync(server.Server.Options, "accounts"), Does.Contain("accounts"));
    }

    [Test]
    public void Beyond_this_machine_it_needs_a_certificate()
    {
        var options = ServerOptions.Ephemeral() with { AdminPort = 0, AdminBindAddress = "0.0.0.0" };
        Assert.That(Assert.ThrowsAsync<ServerOptionsException>(() => FastChatServer.StartAsync(options))!.Message, Does.Contain("AdminBindAddress"));
    }

    private static async Task<int> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return (int)answer.StatusCode;
    }
}
