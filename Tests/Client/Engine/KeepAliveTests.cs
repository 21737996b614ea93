using FastChat.Client;
using FastChat.Client.Connections;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Client.Engine;

[TestFixture]
public sealed class KeepAliveTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<ConnectionEnd> _ended = new();

    [Test]
    public async Task Silence_for_two_intervals_ends_a_connection()
    {
        using var stop = new CancellationTokenSource();
        var keepAlive = new KeepAlive(new FrameSender(Stream.Null), _time, end => _ended.TrySetResult(end));
        var running = keepAlive.RunAsync(stop.Token);
        var start = _time.GetTimestamp();
        while (!_ended.Task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.That((await _ended.Task).Code, Is.EqualTo(ErrorCode.CloseTimeout));
        Assert.That(_time.GetElapsedTime(start).TotalSeconds, Is.GreaterThanOrEqualTo(2 * ConnectionLimits.KeepAliveSeconds));
        await stop.CancelAsync();
        await running;
    }
}
