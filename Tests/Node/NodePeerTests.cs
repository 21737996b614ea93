using FastChat.Client;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Node;

/// <summary>A client in another language, which knows nothing but protocol.proto, talks with the .NET SDK.</summary>
[TestFixture, Category("Node")]
internal sealed class NodePeerTests
{
    private const int Messages = 3;

    [TestCase("tcp")]
    [TestCase("websocket")]
    public async Task A_Node_client_and_the_SDK_chat_in_both_directions(string transport)
    {
        await using var server = await TestServer.StartAsync();
        await using var grace = new ChatClient(new ChatClientOptions(server.Server.HttpAddress!.ToString()) { StorePath = server.NewPath("grace.db") });
        await grace.RegisterAsync("grace", RawAccounts.Password);
        await grace.WaitForAsync(ConnectionState.Live);

        using var node = NodePeer.Start(server, transport, "ada", "grace");
        await node.StepAsync("signed in");
        var ada = await grace.FindAccountAsync("ada");
        var conversation = await grace.OpenDirectAsync(ada!.Id);
        await using var entries = conversation.ReadEntriesAsync(0).GetAsyncEnumerator();

        await node.StepAsync("sent");
        Assert.That(await NextTextsAsync(entries), Is.EqualTo(Texts("from node")));

        foreach (var text in Texts("from dotnet"))
        {
            await conversation.SendAsync(text);
        }

        await node.StepAsync("heard");
        await node.StepAsync("retried");
        await node.StepAsync("away");
        foreach (var text in Texts("while away"))
        {
            await conversation.SendAsync(text);
        }

        await grace.FlushAsync();
        await node.GoOnAsync();
        await node.StepAsync("caught up");
        await node.StepAsync("done");
        Assert.That(await NextTextsAsync(entries), Is.EqualTo(Texts("from dotnet")));
        Assert.That(await NextTextsAsync(entries), Is.EqualTo(Texts("while away")));
        await node.EndedWellAsync();
    }

    private static async Task<IReadOnlyList<string>> NextTextsAsync(IAsyncEnumerator<Entry> entries)
    {
        var texts = new List<string>();
        while (texts.Count < Messages && await entries.MoveNextAsync().AsTask().WaitAsync(RawClient.AnswerTimeout))
        {
            if (entries.Current.Kind == EntryKind.Message)
            {
                texts.Add(entries.Current.Text);
            }
        }

        return texts;
    }

    private static IEnumerable<string> Texts(string prefix) => Enumerable.Range(1, Messages).Select(i => $"{prefix} {i}");
}
