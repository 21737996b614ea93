using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class PumpContextTests
{
    [Test]
    public void Nothing_runs_until_it_is_pumped_and_then_in_order_and_no_more_than_asked()
    {
        var pump = new PumpContext();
        List<int> ran = [];
        for (var i = 0; i < 5; i++)
            pump.Post(number => ran.Add((int)number!), i);
        Assert.That(ran, Is.Empty);
        Assert.That(pump.Pump(3), Is.EqualTo(3));
        Assert.That(ran, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(pump.Pump(), Is.EqualTo(2));
    }

    [Test]
    public void A_handler_s_await_goes_on_in_the_pump()
    {
        var pump = new PumpContext();
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var threads = new List<int>();
        pump.Post(
            async _ =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                await source.Task;
                threads.Add(Environment.CurrentManagedThreadId);
            },
            null);
        pump.Pump();
        source.SetResult();
        while (pump.Pump() == 0)
            Thread.Yield();
        Assert.That(threads, Is.EqualTo(new[] { Environment.CurrentManagedThreadId, Environment.CurrentManagedThreadId }));
    }

    [Test]
    public void The_context_is_current_while_pumping_only()
    {
        var pump = new PumpContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext? during = null;
        pump.Post(_ => during = SynchronizationContext.Current, null);
        pump.Pump();
        Assert.That(during, Is.SameAs(pump));
        Assert.That(SynchronizationContext.Current, Is.SameAs(before));
    }

    [Test]
    public void An_exception_comes_out_of_the_pump_and_what_waits_behind_it_stays()
    {
        var pump = new PumpContext();
        var ran = false;
        pump.Post(_ => throw new InvalidOperationException("on purpose"), null);
        pump.Post(_ => ran = true, null);
        Assert.Throws<InvalidOperationException>(() => pump.Pump());
        Assert.That(ran, Is.False);
        pump.Pump();
        Assert.That(ran, Is.True);
    }

    [Test]
    public async Task Send_waits_for_the_pump_and_brings_back_the_exception()
    {
        var pump = new PumpContext();
        var sending = Task.Run(() => pump.Send(_ => throw new InvalidOperationException("on purpose"), null));
        while (pump.Pump() == 0)
            await Task.Yield();
        Assert.ThrowsAsync<InvalidOperationException>(() => sending);
    }

    [Test]
    public void Pumping_inside_the_pump_is_refused()
    {
        var pump = new PumpContext();
        pump.Post(_ => pump.Pump(), null);
        Assert.Throws<InvalidOperationException>(() => pump.Pump());
    }
}
