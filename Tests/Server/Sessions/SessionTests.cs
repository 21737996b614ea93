using FastChat.Protocol;
using FastChat.Protocol.Framing;
using FastChat.Server.Delivery;
using FastChat.Server.Routing;
using FastChat.Server.Sessions;
using FastChat.Tests.Server.Transport;
using Google.Protobuf;

namespace FastChat.Tests.Server.Sessions;

internal sealed class SessionTests
{
    private static readonly ByteString Conversation = ByteString.CopyFrom([.. Enumerable.Range(1, 16).Select(i => (byte)i)]);

    [Test]
    public async Task Hello_is_answered_by_Welcome_with_limits_and_the_first_page()
    {
        using var rig = new Rig();
        rig.Pipeline.OnOpen = (_, hello) => Task.FromResult(new SyncPage { Cursor = hello.Cursor });
        var hello = rig.Hello(new AccountId(5), new DeviceId(6));
        hello.Cursor = ByteString.CopyFromUtf8("cursor");
        var connection = rig.Connect();
        await connection.SendAsync(new ClientFrame { RequestId = 9, Hello = hello });

        var frame = await connection.ReceiveAsync();
        Assert.That(frame!.RequestId, Is.EqualTo(9));
        var welcome = frame.Welcome;
        Assert.That(welcome.AccountId, Is.EqualTo(new AccountId(5).ToByteString()));
        Assert.That(welcome.DeviceId, Is.EqualTo(new DeviceId(6).ToByteString()));
        Assert.That(welcome.KeepAliveSeconds, Is.EqualTo(30));
        Assert.That(welcome.ServerTimeMs, Is.EqualTo(rig.Time.GetUtcNow().ToUnixTimeMilliseconds()));
        Assert.That(welcome.AccessExpiresMs, Is.EqualTo(welcome.ServerTimeMs + FakeTokens.Life.TotalMilliseconds));
        Assert.That(welcome.Limits.UnackedSendsMax, Is.EqualTo(256));
        Assert.That(welcome.Page.Cursor.ToStringUtf8(), Is.EqualTo("cursor"));
    }

    [Test]
    public async Task Welcome_is_the_first_frame_although_events_came_before_it()
    {
        using var rig = new Rig();
        rig.Pipeline.OnOpen = (caller, _) =>
        {
            for (var i = 0; i < 20; i++)
                caller.Link.Outbound.TryEnqueueEvent(FrameEncoder.Lagging);
            return Task.FromResult(new SyncPage());
        };
        var connection = await rig.ConnectOpenAsync();
        for (var i = 0; i < 20; i++)
            Assert.That((await connection.ReceiveAsync())!.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Lagging));
    }

    [Test]
    public async Task Any_other_first_frame_closes_the_connection()
    {
        using var rig = new Rig();
        var connection = rig.Connect();
        await connection.SendAsync(new ClientFrame { RequestId = 1, Ping = new Ping() });
        Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(Code.CloseProtocolViolation));
        Assert.That(rig.Sweep.Count, Is.Zero);
    }

    [Test]
    public async Task Hello_is_refused_with_the_code_that_tells_what_to_do()
    {
        using var rig = new Rig();
        var other = rig.Hello();
        await Expect(Code.CloseVersionUnsupported, hello => hello.ProtocolVersion = 2);
        await Expect(Code.CloseTokenInvalid, hello => hello.AccessToken = "forged");
        await Expect(Code.CloseTokenInvalid, hello => hello.DeviceId = other.DeviceId);
        await Expect(Code.CloseTokenInvalid, hello => hello.DeviceId = ByteString.Empty);
        await Expect(Code.CloseProtocolViolation, hello => hello.Client = new string('x', 65));
        await Expect(Code.CloseProtocolViolation, hello => hello.Capabilities.AddRange(Enumerable.Repeat("x", 17)));
        await Expect(Code.CloseProtocolViolation, hello => hello.Cursor = ByteString.CopyFrom(new byte[1_537]));
        await Expect(Code.CloseAccessExpired, _ => rig.Time.Advance(FakeTokens.Life));
        Assert.That(rig.Directory.AccountCount, Is.Zero);

        async Task Expect(Code code, Action<Hello> change)
        {
            var hello = rig.Hello();
            change(hello);
            var connection = rig.Connect();
            await connection.SendAsync(new ClientFrame { RequestId = 1, Hello = hello });
            Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(code));
        }
    }

    [Test]
    public async Task A_second_Hello_of_a_device_replaces_its_older_connection()
    {
        using var rig = new Rig();
        var hello = rig.Hello();
        var older = await rig.ConnectOpenAsync(hello);
        var newer = await rig.ConnectOpenAsync(hello);
        Assert.That(await older.ReceiveCloseAsync(), Is.EqualTo(Code.CloseReplaced));
        await newer.SendAsync(new ClientFrame { RequestId = 2, Ping = new Ping { Nonce = 3 } });
        Assert.That((await newer.ReceiveAsync())!.Pong.Nonce, Is.EqualTo(3));
        Assert.That(rig.Directory.AccountCount, Is.EqualTo(1));
    }

    [Test]
    public async Task A_revoked_device_is_closed_and_one_revoked_while_it_says_Hello_too()
    {
        using var rig = new Rig();
        var account = new AccountId(70);
        var connection = await rig.ConnectOpenAsync(rig.Hello(account));
        rig.Directory.Revoke(account, null);
        Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(Code.CloseRevoked));
        Assert.That(await rig.Pipeline.Ended.ReadAsync(), Is.Not.Null);

        var late = rig.Hello(account);
        rig.Pipeline.OnOpen = (caller, _) =>
        {
            rig.Directory.Revoke(caller.Account, caller.Device);
            return Task.FromResult(new SyncPage());
        };
        var raced = rig.Connect();
        await raced.SendAsync(new ClientFrame { RequestId = 1, Hello = late });
        Assert.That((await raced.ReceiveAsync())!.Close.Code, Is.EqualTo(Code.CloseRevoked), "instead of Welcome");
    }

    [Test]
    public async Task Access_runs_out_unless_it_is_renewed()
    {
        using var rig = new Rig(new SessionSettings { KeepAliveSeconds = 10_000 });
        var (account, device) = (new AccountId(80), new DeviceId(81));
        var renewing = await rig.ConnectOpenAsync(rig.Hello(account, device));
        var idle = await rig.ConnectOpenAsync();
        rig.Time.Advance(FakeTokens.Life / 2);

        await renewing.SendAsync(
            new ClientFrame { RequestId = 2, RenewAccess = new RenewAccess { AccessToken = "forged" } },
            new ClientFrame { RequestId = 3, RenewAccess = new RenewAccess { AccessToken = rig.Hello().AccessToken } },
            new ClientFrame { RequestId = 4, RenewAccess = new RenewAccess { AccessToken = rig.Tokens.Issue(account, device, out var expires) } });
        Assert.That((await renewing.ReceiveAsync())!.Error.Code, Is.EqualTo(Code.TokenInvalid));
        Assert.That((await renewing.ReceiveAsync())!.Error.Code, Is.EqualTo(Code.TokenInvalid), "another account's");
        Assert.That((await renewing.ReceiveAsync())!.AccessRenewed.AccessExpiresMs, Is.EqualTo(expires.ToUnixTimeMilliseconds()));

        rig.Time.Advance(FakeTokens.Life / 2);
        Assert.That(await idle.ReceiveCloseAsync(), Is.EqualTo(Code.CloseAccessExpired));
        await renewing.SendAsync(new ClientFrame { RequestId = 5, Ping = new Ping() });
        Assert.That((await renewing.ReceiveAsync())!.RequestId, Is.EqualTo(5));
    }

    [Test]
    public async Task Sends_reach_the_pipeline_in_whatever_form_they_come()
    {
        using var rig = new Rig();
        var connection = await rig.ConnectOpenAsync();
        var send = new Send { ConversationId = Conversation, FirstSendNumber = 1, Entries = { new OutgoingEntry { MessageId = 7 } } };
        var plain = new ClientFrame { Send = send }.ToByteArray();

        await connection.SendAsync(new ClientFrame { Send = send }, new ClientFrame { RequestId = 4, Send = send });
        foreach (var frame in new byte[][] { [.. plain, 0x08, 0x05], [0x9A, 0x06, 0x01, 0xFF, .. plain] })
            await connection.WriteAsync([(byte)frame.Length, .. frame]);
        for (var i = 0; i < 4; i++)
            Assert.That(await rig.Pipeline.Sends.ReadAsync(), Is.EqualTo(send));
    }

    [Test]
    public async Task Requests_are_handled_at_every_fragmentation()
    {
        using var rig = new Rig();
        byte[] stream =
        [
            .. FrameWriter.ToArray(new ClientFrame { RequestId = 1, Hello = rig.Hello() }),
            .. FrameWriter.ToArray(new ClientFrame { RequestId = 2, Ping = new Ping { Nonce = 1 } }),
            .. FrameWriter.ToArray(new ClientFrame { Send = new Send { ConversationId = Conversation, Entries = { new OutgoingEntry() } } }),
            .. FrameWriter.ToArray(new ClientFrame { RequestId = 3, FetchMembers = new FetchMembers() }),
        ];
        for (var size = 1; size <= stream.Length; size += size < 40 ? 1 : 13)
        {
            var connection = rig.Connect();
            foreach (var piece in stream.Chunk(size))
                await connection.WriteAsync(piece);
            Assert.That((await connection.ReceiveAsync())!.RequestId, Is.EqualTo(1));
            Assert.That((await connection.ReceiveAsync())!.RequestId, Is.EqualTo(2));
            Assert.That((await connection.ReceiveAsync())!.RequestId, Is.EqualTo(3));
            connection.HangUp();
            await connection.Ended;
        }
    }

    [Test]
    public async Task Unknown_requests_get_an_error_and_unknown_fields_are_ignored()
    {
        using var rig = new Rig();
        var connection = await rig.ConnectOpenAsync();

        // Field 99 instead of a request; then a ping with an unknown field within and behind.
        byte[] unknown = [0x08, 0x05, 0x9A, 0x06, 0x02, 0x01, 0x02];
        byte[] ping = [0x08, 0x06, 0x2A, 0x0B, 0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0x78, 0x01, 0x9A, 0x06, 0x01, 0x01];
        await connection.WriteAsync([(byte)unknown.Length, .. unknown, (byte)ping.Length, .. ping]);
        var error = await connection.ReceiveAsync();
        Assert.That(error!.RequestId, Is.EqualTo(5));
        Assert.That(error.Error.Code, Is.EqualTo(Code.UnknownRequest));
        Assert.That((await connection.ReceiveAsync())!.Pong.Nonce, Is.EqualTo(1));
    }

    [Test]
    public async Task Garbage_costs_a_close_code_and_nothing_else()
    {
        using var rig = new Rig();
        foreach (var frame in new byte[][] { [0xFF, 0xFF], [0x12, 0x7F], [0x0C], [.. Groups(50)] })
        {
            var connection = await rig.ConnectOpenAsync();
            await connection.WriteAsync([(byte)frame.Length, .. frame]);
            Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(Code.CloseProtocolViolation), Convert.ToHexString(frame));
        }

        static byte[] Groups(int depth) =>
            [.. Enumerable.Repeat((byte)0x7B, depth), .. Enumerable.Repeat((byte)0x7C, depth)];
    }

    [Test]
    public async Task Too_large_a_frame_is_refused_by_its_prefix()
    {
        using var rig = new Rig();
        var early = rig.Connect();
        await early.WriteAsync([0x81, 0x20]); // 4,097
        Assert.That(await early.ReceiveCloseAsync(), Is.EqualTo(Code.CloseProtocolViolation));

        var open = await rig.ConnectOpenAsync();
        await open.WriteAsync([0x81, 0x80, 0x08]); // 131,073
        Assert.That(await open.ReceiveCloseAsync(), Is.EqualTo(Code.CloseFrameTooLarge));
    }

    [Test]
    public async Task More_requests_than_may_be_in_flight_are_refused_one_by_one()
    {
        using var rig = new Rig();
        rig.Pipeline.OnDispatch = (_, _) => { };
        var connection = await rig.ConnectOpenAsync();
        var caller = await rig.Pipeline.Opened.ReadAsync();
        var frames = Enumerable.Range(2, ProtocolLimits.RequestsInFlightMax + 1)
            .Select(i => new ClientFrame { RequestId = (uint)i, FetchMembers = new FetchMembers() });
        await connection.SendAsync([.. frames]);
        var refused = await connection.ReceiveAsync();
        Assert.That(refused!.Error.Code, Is.EqualTo(Code.TooManyInFlight));
        Assert.That(refused.RequestId, Is.EqualTo(ProtocolLimits.RequestsInFlightMax + 2));
        Assert.That(caller.InFlight, Is.EqualTo(ProtocolLimits.RequestsInFlightMax));
    }

    [Test]
    public async Task A_request_needs_an_id()
    {
        using var rig = new Rig();
        var connection = await rig.ConnectOpenAsync();
        await connection.SendAsync(new ClientFrame { FetchMembers = new FetchMembers() });
        Assert.That((await connection.ReceiveAsync())!.Error.Code, Is.EqualTo(Code.Malformed));
    }

    [Test]
    public async Task Requests_above_the_rate_are_refused_until_time_has_passed()
    {
        using var rig = new Rig(new SessionSettings { RequestsPerSecondMax = 2, RequestBurstMax = 3 });
        var connection = await rig.ConnectOpenAsync();
        Assert.That(await Ask(4), Is.EqualTo(3));
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await Ask(4), Is.EqualTo(2));
        rig.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(await Ask(4), Is.EqualTo(3));

        await connection.SendAsync([.. Enumerable.Repeat(new ClientFrame { RequestId = 1, Ping = new Ping() }, 1_100)]);
        Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(Code.CloseRateLimited));

        async Task<int> Ask(int count)
        {
            await connection.SendAsync([.. Enumerable.Repeat(new ClientFrame { RequestId = 1, Ping = new Ping() }, count)]);
            var answered = 0;
            for (var i = 0; i < count; i++)
            {
                var frame = await connection.ReceiveAsync();
                answered += frame!.BodyCase == ServerFrame.BodyOneofCase.Pong ? 1 : 0;
                if (frame.BodyCase == ServerFrame.BodyOneofCase.Error)
                    Assert.That(frame.Error, Has.Property("Code").EqualTo(Code.RateLimited).And.Property("RetryAfterMs").EqualTo(1_000u));
            }

            return answered;
        }
    }

    [Test]
    public async Task A_server_that_is_too_busy_to_open_tells_when_to_come_back()
    {
        using var rig = new Rig();
        rig.Pipeline.OnOpen = (_, _) => throw new RefusalException(Code.Busy, "busy", TimeSpan.FromSeconds(3));
        var connection = rig.Connect();
        await connection.SendAsync(new ClientFrame { RequestId = 1, Hello = rig.Hello() });
        var close = (await connection.ReceiveAsync())!.Close;
        Assert.That(close.Code, Is.EqualTo(Code.CloseRateLimited));
        Assert.That(close.RetryAfterMs, Is.EqualTo(3_000));
    }

    [Test]
    public async Task A_failing_handler_ends_its_connection_and_no_other()
    {
        using var rig = new Rig();
        rig.Pipeline.OnDispatch = (_, _) => throw new InvalidOperationException("a bug");
        var connection = await rig.ConnectOpenAsync();
        await connection.SendAsync(new ClientFrame { RequestId = 2, FetchMembers = new FetchMembers() });
        Assert.That(await connection.ReceiveCloseAsync(), Is.EqualTo(Code.CloseInternal));
        await rig.ConnectOpenAsync();
    }
}
