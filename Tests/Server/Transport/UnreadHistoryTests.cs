using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Server.Transport;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using static FastChat.Tests.Support.Conditions;

namespace FastChat.Tests.Server.Transport;

/// <summary>A client that asks for history again and again and does not read the answers, against the real server.</summary>
internal sealed class UnreadHistoryTests
{
    private const int Messages = 6;
    private const int Requests = 120; // 30 MiB, were they all answered.

    [Test]
    public async Task It_costs_the_named_limit_at_most_each_time_and_gets_every_answer_once_it_reads()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.RegisterAsync("ada");
        var group = new IdSource(TimeProvider.System).NewId<ConversationId>();
        await using (var client = await server.ConnectAsync(session))
            await FillAsync(client, group);

        var services = server.Server.Services;
        var connection = new PipeConnection(services.GetRequiredService<TcpConnectionHandler>());
        await connection.SendAsync(new ClientFrame { RequestId = 1, Hello = RawClient.NewHello(session) });
        Assert.That((await connection.ReceiveAsync())!.Welcome, Is.Not.Null);
        var outbound = services.GetRequiredService<DeviceDirectory>().Links(session.Account).Single().Outbound;
        for (var (round, id) = (0, 1u); round < 2; round++)
        {
            var first = id + 1;
            await connection.SendAsync([.. Enumerable.Range(0, Requests).Select(_ => Request(++id, group))]);
            await Until(() => outbound.ResponseBytes > OutboundQueue.ResponseBacklogBytes / 2);
            for (var expected = first; expected <= id; expected++)
            {
                Assert.That(outbound.ResponseBytes, Is.LessThanOrEqualTo(OutboundQueue.ResponseBytesMax));
                var answer = (await connection.ReceiveAsync())!;
                Assert.That(answer.RequestId, Is.EqualTo(expected));
                Assert.That(answer.HistoryPage.CalculateSize(), Is.GreaterThan(ProtocolLimits.HistoryPageBytesMax / 2));
            }
        }

        connection.HangUp();
        await connection.Ended;
    }

    private static async Task FillAsync(RawClient client, ConversationId group)
    {
        await client.RequestAsync(new ClientFrame { CreateGroup = new CreateGroup { ConversationId = group.ToByteString(), Title = "A group" } });
        for (var number = 1ul; number <= Messages; number++)
            Assert.That((await client.SendTextAsync(group, number, new string('x', 60_000))).Code, Is.EqualTo(Code.Unspecified));
    }

    private static ClientFrame Request(uint id, ConversationId group) => new()
    {
        RequestId = id,
        FetchHistory = new FetchHistory { ConversationId = group.ToByteString(), Limit = ProtocolLimits.HistoryPageEntriesMax },
    };
}
