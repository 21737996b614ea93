using FastChat.Protocol;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Permissions;

/// <summary>S5: every operation of the protocol × everybody who might ask, over the real server.</summary>
[TestFixture]
internal sealed class AuthorisationMatrixTests
{
    private TestServer _server = null!;
    private MatrixCast _cast = null!;

    private static IEnumerable<MatrixRow> AllRows => Matrix.Group.Concat(Matrix.Channel).Concat(Matrix.Direct);

    [OneTimeSetUp]
    public async Task GatherAsync()
    {
        // More requests than a client may send in so short a time.
        _server = await TestServer.StartAsync(options => options with { Seeding = new() { Enabled = true } });
        _cast = await MatrixCast.GatherAsync(_server);
    }

    [OneTimeTearDown]
    public async Task PartAsync()
    {
        await _cast.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public void Every_operation_of_the_protocol_has_a_row()
    {
        var operations = ClientFrame.Descriptor.Oneofs.Single().Fields.Select(field => (ClientFrame.RequestOneofCase)field.FieldNumber);
        Assert.That(operations.Except(Matrix.Group.Select(row => row.Operation)), Is.Empty, "operations without a row in Matrix.Group");
    }

    [Test]
    public void Every_row_asks_for_its_operation()
    {
        var mistaken = AllRows.Where(row => row.Name.Length == 0 || row.Operation == ClientFrame.RequestOneofCase.None);
        Assert.That(mistaken, Is.Empty);
    }

    [TestCaseSource(nameof(GroupCells))]
    public async Task In_a_group_each_gets_what_is_theirs(MatrixRow row, Actor actor) => await CheckAsync(await _cast.GroupAsync(), row, actor);

    [TestCaseSource(nameof(ChannelCells))]
    public async Task In_a_channel_each_gets_what_is_theirs(MatrixRow row, Actor actor) => await CheckAsync(await _cast.ChannelAsync(), row, actor);

    [TestCaseSource(nameof(DirectCells))]
    public async Task In_a_direct_conversation_each_gets_what_is_theirs(MatrixRow row, Actor actor) =>
        await CheckAsync(await _cast.DirectAsync(), row, actor);

    [Test]
    public async Task A_revoked_device_is_cut_off_and_gets_nothing_for_any_operation()
    {
        var revoked = _cast.Sessions[Actor.RevokedDevice];
        await using (var connected = await _server.ConnectAsync(revoked))
        {
            using var answer = await _server.Accounts.SendAsync(HttpMethod.Delete, $"v1/devices/{revoked.DeviceText}", revoked.AccessToken);
            Assert.That(answer.IsSuccessStatusCode);
            Assert.That((await connected.Closed)?.Code, Is.EqualTo(Code.CloseRevoked));
        }

        await NothingForAsync(_server, await _cast.GroupAsync(), Actor.RevokedDevice, revoked, Code.CloseRevoked, Code.CloseTokenInvalid);
    }

    [Test]
    public async Task An_expired_token_gets_nothing_for_any_operation()
    {
        var clock = new ShiftedClock();
        await using var server = await TestServer.StartAsync(time: clock);
        await using var cast = await MatrixCast.GatherAsync(server);
        var expired = cast.Sessions[Actor.ExpiredToken];
        var stage = await cast.GroupAsync();
        await using var connected = await server.ConnectAsync(expired);
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.That((await connected.Closed)?.Code, Is.EqualTo(Code.CloseAccessExpired));
        await NothingForAsync(server, stage, Actor.ExpiredToken, expired, Code.CloseAccessExpired);
    }

    private static IEnumerable<TestCaseData> GroupCells() => Cells(Matrix.Group, MatrixCast.Connected);

    private static IEnumerable<TestCaseData> ChannelCells() => Cells(Matrix.Channel, MatrixCast.Connected);

    private static IEnumerable<TestCaseData> DirectCells() => Cells(Matrix.Direct, [Actor.Owner, Actor.Member, Actor.Stranger]);

    private static IEnumerable<TestCaseData> Cells(IEnumerable<MatrixRow> rows, IReadOnlyList<Actor> actors) =>
        from row in rows from actor in actors select new TestCaseData(row, actor).SetArgDisplayNames(row.Name, $"{actor}: {row.Expected(actor)}");

    private async Task CheckAsync(MatrixStage stage, MatrixRow row, Actor actor)
    {
        var request = row.Ask(stage, actor);
        Assert.That(request.RequestCase, Is.EqualTo(row.Operation));
        var before = await stage.StateAsync();
        var code = await stage.AskAsync(actor, request);
        Assert.That(code, Is.EqualTo(row.Expected(actor)), $"{actor} wants to {row.Name}");
        if (code != Code.Unspecified)
        {
            Assert.That(await stage.StateAsync(), Is.EqualTo(before), "what was refused changed something");
            _cast.Keep(stage);
        }
    }

    /// <summary>Hello and the operation in one go: only a close comes back, however early the operation was there.</summary>
    private static Task NothingForAsync(TestServer server, MatrixStage stage, Actor actor, RawSession session, params Code[] closes) =>
        Task.WhenAll(AllRows.Select(async row =>
        {
            await using var client = await RawClient.ConnectAsync(server.Tcp);
            var request = row.Ask(stage, actor);
            request.RequestId = 2;
            await client.WriteAsync(new ClientFrame { RequestId = 1, Hello = RawClient.NewHello(session) }, request);
            var close = await client.Closed;
            Assert.That(closes, Does.Contain(close?.Code), $"{actor} wants to {row.Name}");
            while (client.Events.TryRead(out var frame))
            {
                Assert.That(frame.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Close), $"{actor} wants to {row.Name}");
            }
        }));
}
