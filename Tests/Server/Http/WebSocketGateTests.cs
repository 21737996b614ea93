using System.Net.Sockets;
using System.Text;
using FastChat.Server.Http;
using FastChat.Server.Transport;

namespace FastChat.Tests.Server.Http;

/// <summary>A WebSocket is opened by the transport's door or by HTTP, and nobody can tell by which.</summary>
public sealed class WebSocketGateTests : HttpTestBase
{
    private const string Door = WebSocketEndpoint.Path;
    private const string Host = "Host: chat.example";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Both_ways_give_the_same_answer()
    {
        var byDoor = await AskAsync(Door, Host);
        var byHttp = await AskAsync(Door + "?past=the-door", Host);
        Assert.That(byDoor.Any(IsDate), Is.False, "HTTP alone tells the time");
        Assert.That(byHttp.Count(IsDate), Is.EqualTo(1));
        Assert.That(byDoor, Does.Contain("X-Content-Type-Options: nosniff"));
        Assert.That(byDoor, Is.EquivalentTo(byHttp.Where(line => !IsDate(line))));
    }

    [Test]
    public async Task What_HTTP_refuses_is_refused()
    {
        foreach (var header in new[] { "Host: a b@@/\\", "Host: a/b", "Host: a\u0001b", "Host: a:b", "Host: ä" })
            await AssertRefusedAsync(400, header);
        foreach (var header in new[] { "X: a\0b", "X\0: ab", "X: ÿþ", "Cookie: ÿ", "Xä: a" })
            await AssertRefusedAsync(400, Host, header);
        await AssertRefusedAsync(431, [Host, .. Enumerable.Repeat("a: b", TransportLimits.HeadersMax)]);
    }

    private static bool IsDate(string line) => line.StartsWith("Date: ", StringComparison.Ordinal);

    private async Task AssertRefusedAsync(int status, params string[] headers) =>
        Assert.That((await AskAsync(Door, headers))[0], Does.StartWith($"HTTP/1.1 {status} "), string.Join("; ", headers));

    /// <summary>The lines of the answer's head to a handshake with these headers (in Latin-1) besides its own.</summary>
    private async Task<string[]> AskAsync(string target, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Server.WebSocket.Host, Server.WebSocket.Port);
        string[] lines =
        [
            $"GET {target} HTTP/1.1", .. headers, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        ];
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var head = new List<string>();
        while (await reader.ReadLineAsync().WaitAsync(Patience) is { Length: > 0 } line)
            head.Add(line);
        return [.. head];
    }
}
