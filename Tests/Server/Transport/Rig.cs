using FastChat.Protocol;
using FastChat.Server.Delivery;
using FastChat.Server.Sessions;
using FastChat.Server.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Server.Transport;

/// <summary>Everything from connections down to sessions, with a fake pipeline behind and a clock that the test moves.</summary>
internal sealed class Rig : IDisposable
{
    private ulong _ids = 1;

    internal Rig(SessionSettings? settings = null, TransportOptions? options = null)
    {
        Tokens = new FakeTokens(Time);
        Presence = new PresenceBoard(Directory, new FakePresenceStore(), new Everybody(), Time);
        Clock = new CoarseClock(Time);
        Sweep = new ConnectionSweep(Clock, Time, NullLogger<ConnectionSweep>.Instance);
        Limits = new ConnectionLimits(options ?? new TransportOptions());
        Settings = settings ?? new SessionSettings();
        Services = new SessionServices(
            Tokens, Pipeline, Directory, Presence, Clock, Settings, new Logger<Session>(NullLoggerFactory.Instance));
        Handler = new TcpConnectionHandler(Limits, Sweep, Services);
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));

    internal FakePipeline Pipeline { get; } = new();

    internal FakeTokens Tokens { get; }

    internal DeviceDirectory Directory { get; } = new();

    internal PresenceBoard Presence { get; }

    internal CoarseClock Clock { get; }

    internal ConnectionSweep Sweep { get; }

    internal ConnectionLimits Limits { get; }

    internal SessionSettings Settings { get; }

    internal SessionServices Services { get; }

    internal TcpConnectionHandler Handler { get; }

    /// <summary>In the sweep's steps: a jump would show every sweep the same time.</summary>
    internal void Advance(TimeSpan time) => Advance(Time, time);

    internal static void Advance(FakeTimeProvider clock, TimeSpan time)
    {
        for (var end = clock.GetUtcNow() + time; clock.GetUtcNow() < end;)
            clock.Advance(TransportLimits.SweepPeriod);
    }

    internal PipeConnection Connect() => new(Handler);

    /// <summary>A Hello of a new device, or of the given one.</summary>
    internal Hello Hello(AccountId? account = null, DeviceId? device = null)
    {
        var owner = account ?? new AccountId(++_ids);
        var with = device ?? new DeviceId(++_ids);
        return new Hello
        {
            ProtocolVersion = 1,
            AccessToken = Tokens.Issue(owner, with, out _),
            DeviceId = with.ToByteString(),
        };
    }

    /// <summary>A connection that is through with Hello and Welcome.</summary>
    internal async Task<PipeConnection> ConnectOpenAsync(Hello? hello = null)
    {
        var connection = Connect();
        await connection.SendAsync(new ClientFrame { RequestId = 1, Hello = hello ?? Hello() });
        var welcome = await connection.ReceiveAsync();
        Assert.That(welcome?.BodyCase, Is.EqualTo(ServerFrame.BodyOneofCase.Welcome), welcome?.ToString());
        return connection;
    }

    public void Dispose()
    {
        Sweep.Dispose();
        Presence.Dispose();
    }
}
