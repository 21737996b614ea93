using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Server.Delivery;
using FastChat.Server.Sessions;
using FastChat.Server.Transport;
using static FastChat.Tests.Support.Conditions;

namespace FastChat.Tests.Server.Transport;

internal sealed class ConnectionTests
{
    [Test]
    public async Task A_connection_that_does_not_say_Hello_is_closed_and_cut_within_ten_seconds()
    {
        using var rig = new Rig();
        var connection = rig.Connect();
        await Until(() => rig.Sweep.Count == 1);
        rig.Advance(TimeSpan.FromSeconds(8.5));
        Assert.That(connection.IsCut, Is.False);
        rig.Advance(TimeSpan.FromSeconds(0.5));
        Assert.That((await connection.ReceiveAsync())!.Close.Code, Is.EqualTo(Code.CloseTimeout));
        rig.Advance(TimeSpan.FromSeconds(1));
        await connection.Cut;
        await connection.Ended;
        Assert.That(rig.Sweep.Count, Is.Zero);
        Assert.That(rig.Limits.Count, Is.Zero);
    }

    [TestCase(239, true)]
    [TestCase(260, false)]
    public async Task A_frame_that_trickles_is_cut_after_five_seconds(int bytesPerSecond, bool isCut)
    {
        using var rig = new Rig();
        var connection = await rig.ConnectOpenAsync();
        var frame = FrameWriter.ToArray(new ClientFrame
        {
            Send = new Send { ConversationId = Google.Protobuf.ByteString.CopyFrom(new byte[8_000]) },
        });
        var serving = rig.Sweep.Snapshot().Single();
        for (var second = 0; second < 8 && !serving.Session.Outbound.IsClosed; second++)
        {
            await connection.WriteAsync(frame[(second * bytesPerSecond)..((second + 1) * bytesPerSecond)]);
            await Until(() => serving.PartialBytes == (second + 1) * bytesPerSecond);
            rig.Advance(TimeSpan.FromSeconds(1));
        }

        if (isCut)
        {
            Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(Code.CloseTimeout));
            return;
        }

        await connection.WriteAsync(frame[(8 * bytesPerSecond)..]);
        Assert.That((await rig.Pipeline.Sends.ReadAsync()).ConversationId.Length, Is.EqualTo(8_000));
    }

    [Test]
    public async Task A_silent_peer_is_pinged_after_one_interval_and_gone_within_two()
    {
        using var rig = new Rig(new SessionSettings { KeepAliveSeconds = 30 });
        var answering = await rig.ConnectOpenAsync();
        var silent = await rig.ConnectOpenAsync();
        rig.Advance(TimeSpan.FromSeconds(30));
        var ping = (await answering.ReceiveAsync())!.Ping;
        Assert.That((await silent.ReceiveAsync())!.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Ping));
        await answering.SendAsync(new ClientFrame { Pong = new Pong { Nonce = ping.Nonce } });
        await answering.SendAsync(new ClientFrame { RequestId = 5, Ping = new Ping() });
        Assert.That((await answering.ReceiveAsync())!.RequestId, Is.EqualTo(5));

        // Its Close leaves on a thread of its own: the clock goes on to the cut once it is there.
        rig.Advance(TimeSpan.FromSeconds(29));
        Assert.That((await silent.ReceiveAsync())!.Close.Code, Is.EqualTo(Code.CloseTimeout));
        rig.Advance(TimeSpan.FromSeconds(1));
        await silent.Cut;
        Assert.That((await answering.ReceiveAsync())!.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Ping), "once an interval");
        Assert.That(answering.IsCut, Is.False);
    }

    [Test]
    public async Task A_reader_that_stalls_costs_its_queue_and_pipe_and_is_told_once_that_it_lags()
    {
        using var rig = new Rig();
        var connection = await rig.ConnectOpenAsync();
        var link = (await rig.Pipeline.Opened.ReadAsync()).Link;
        var frame = FrameEncoder.Encode(new ServerFrame
        {
            Block = new Block { ConversationId = Google.Protobuf.ByteString.CopyFrom(new byte[4_000]) },
        });
        var accepted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            accepted += link.Outbound.TryEnqueueEvent(frame) ? 1 : 0;
            Assert.That(link.Outbound.EventBytes, Is.LessThanOrEqualTo(ProtocolLimits.OutboundQueueBytesMax));
        }

        var boundBytes = ProtocolLimits.OutboundQueueBytesMax + (2 * TransportLimits.DrainBytesMax) + frame.Length;
        Assert.That(accepted * frame.Length, Is.LessThanOrEqualTo(boundBytes));
        Assert.That(link.Outbound.IsLagging);
        for (var i = 0; i < accepted; i++)
            Assert.That((await connection.ReceiveAsync())!.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Block));
        Assert.That((await connection.ReceiveAsync())!.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Lagging));

        link.Outbound.ResumeEvents();
        Assert.That(link.Outbound.TryEnqueueEvent(frame));
        Assert.That((await connection.ReceiveAsync())!.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Block));
        frame.Release();
    }

    [Test]
    public async Task Responses_that_are_not_read_stop_the_reading_of_requests()
    {
        using var rig = new Rig();
        var page = new ServerFrame
        {
            HistoryPage = new HistoryPage { Blocks = { new Block { ConversationId = Google.Protobuf.ByteString.CopyFrom(new byte[100_000]) } } },
        };
        rig.Pipeline.OnDispatch = (caller, frame) => caller.Respond(frame.RequestId, page.Clone());
        var connection = await rig.ConnectOpenAsync();
        const int Requests = 50;
        await connection.SendAsync(
            [.. Enumerable.Range(2, Requests).Select(i => new ClientFrame { RequestId = (uint)i, FetchHistory = new FetchHistory() })]);

        var link = (await rig.Pipeline.Opened.ReadAsync()).Link;

        // Three are over the limit, and one more may be in the pipe.
        for (var i = 0; i < 3; i++)
            await rig.Pipeline.Requests.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(rig.Pipeline.Requests.Count, Is.LessThan(4));
        Assert.That(link.Outbound.ResponseBytes, Is.LessThanOrEqualTo(OutboundQueue.ResponseBytesMax));
        for (var i = 2; i < Requests + 2; i++)
            Assert.That((await connection.ReceiveAsync())!.RequestId, Is.EqualTo(i));
    }

    [Test]
    public async Task A_peer_that_never_reads_its_Close_is_cut_within_a_second()
    {
        using var rig = new Rig();
        var connection = await rig.ConnectOpenAsync(rig.Hello(new AccountId(9)));
        var link = rig.Directory.Links(new AccountId(9)).Single();
        var frame = FrameEncoder.Encode(new ServerFrame
        {
            Block = new Block { ConversationId = Google.Protobuf.ByteString.CopyFrom(new byte[60_000]) },
        });
        while (link.Outbound.TryEnqueueEvent(frame))
        {
        }

        rig.Directory.Revoke(new AccountId(9), null);
        rig.Advance(TimeSpan.FromSeconds(1));
        await connection.Cut;
        await connection.Ended;
        Assert.That(rig.Directory.IsOnline(new AccountId(9)), Is.False);
        Assert.That(link.Outbound.EventBytes, Is.Zero);
    }

    [Test]
    public async Task Connections_beyond_the_limit_of_an_address_are_told_so()
    {
        using var rig = new Rig(options: new TransportOptions { ConnectionsPerAddressMax = 2 });
        var first = await rig.ConnectOpenAsync();
        await rig.ConnectOpenAsync();
        var third = rig.Connect();
        var close = (await third.ReceiveAsync())!.Close;
        Assert.That(close.Code, Is.EqualTo(Code.CloseConnectionLimit));
        Assert.That(close.RetryAfterMs, Is.GreaterThan(0));
        first.HangUp();
        await first.Ended;
        await rig.ConnectOpenAsync();
    }

    [Test]
    public async Task When_the_server_stops_every_connection_is_told_and_new_ones_too()
    {
        using var rig = new Rig();
        var one = await rig.ConnectOpenAsync();
        var two = rig.Connect();
        await Until(() => rig.Sweep.Count == 2);
        var closed = rig.Sweep.CloseAllAsync();
        Assert.That(await one.ReceiveCloseAsync(), Is.EqualTo(Code.CloseShuttingDown));
        Assert.That(await two.ReceiveCloseAsync(), Is.EqualTo(Code.CloseShuttingDown));
        await closed.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(await rig.Connect().ReceiveCloseAsync(), Is.EqualTo(Code.CloseShuttingDown));
    }
}
