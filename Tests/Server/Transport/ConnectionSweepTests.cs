using System.IO.Pipelines;
using FastChat.Protocol;
using FastChat.Server.Sessions;
using FastChat.Server.Transport;

namespace FastChat.Tests.Server.Transport;

internal sealed class ConnectionSweepTests
{
    private const int Connections = 600;

    [Test]
    public void Connections_that_end_between_two_parts_of_a_sweep_do_not_break_it()
    {
        using var rig = new Rig();
        var connections = Enumerable.Range(0, Connections).Select(_ => new BareConnection(rig.Services)).ToList();
        connections.ForEach(rig.Sweep.Add);
        connections[0].OnAbort = () => connections.Skip(10).ToList().ForEach(rig.Sweep.Remove);
        connections[0].Session.Close(Code.CloseRevoked, "test");
        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.That(rig.Sweep.Count, Is.EqualTo(10));
        AssertStillSweeping(rig, connections[1]);
    }

    [Test]
    public void A_connection_that_fails_under_the_sweep_costs_no_other()
    {
        using var rig = new Rig();
        var connections = Enumerable.Range(0, 2).Select(_ => new BareConnection(rig.Services)).ToList();
        connections.ForEach(rig.Sweep.Add);
        connections[0].OnAbort = () => throw new InvalidOperationException("a bug");
        connections[0].Session.Close(Code.CloseRevoked, "test");
        rig.Advance(TimeSpan.FromSeconds(1));
        AssertStillSweeping(rig, connections[1]);
    }

    private static void AssertStillSweeping(Rig rig, BareConnection connection)
    {
        rig.Advance(TimeSpan.FromSeconds(10));
        Assert.That(connection.Session.Outbound.CloseCode, Is.EqualTo(Code.CloseTimeout));
    }

    /// <summary>In the sweep's list without being read.</summary>
    private sealed class BareConnection(SessionServices services)
        : Connection(services, PipeReader.Create(Stream.Null), PipeWriter.Create(Stream.Null))
    {
        internal Action OnAbort { get; set; } = () => { };

        internal override void Abort() => OnAbort();

        internal override void Ended()
        {
        }
    }
}
