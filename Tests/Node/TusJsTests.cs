using FastChat.Tests.Support;

namespace FastChat.Tests.Node;

/// <summary>tus-js-client, the reference client of tus, uploads to the server.</summary>
[TestFixture, Category("Node")]
internal sealed class TusJsTests
{
    [Test]
    public async Task A_tus_client_of_another_language_pauses_resumes_checks_and_terminates()
    {
        await using var server = await TestServer.StartAsync();
        using var node = NodePeer.Start("uploads.mjs", server.Server.HttpAddress!.ToString(), "ada");
        await node.StepAsync("uploaded");
        await node.StepAsync("resumed");
        await node.StepAsync("waits for a restart");
        await server.StopAsync();
        await server.StartAgainAsync();
        await node.GoOnAsync();
        await node.StepAsync("outlived a restart");
        await node.StepAsync("checked");
        await node.StepAsync("terminated");
        await node.EndedWellAsync();
        Assert.That(Directory.GetFiles(Path.Combine(server.Server.Options.DataDirectory, "uploads")), Is.Empty);
    }
}
