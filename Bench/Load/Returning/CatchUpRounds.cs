using System.Diagnostics;
using FastChat.Bench.Load.Streams;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Returning;

/// <summary>All devices come back, again and again, each time from where they were first.</summary>
/// <param name="loop">Brings them back.</param>
/// <param name="devices">All of its devices.</param>
/// <param name="messages">That each of their conversations holds.</param>
/// <param name="progress">Told how many messages were read.</param>
internal sealed class CatchUpRounds(ReturnLoop loop, ReturningDevice[] devices, int messages, ProgressLine progress)
{
    private static readonly TimeSpan RoundLimit = TimeSpan.FromMinutes(5);
    private long _read;

    /// <summary>Of all rounds.</summary>
    public CheckSums Wrong { get; private set; }

    /// <summary>Whole rounds, until they took that long together.</summary>
    public Task<(int Count, TimeSpan Time)> RunAsync(string phase, TimeSpan atLeast, CancellationToken cancellation) =>
        Task.Factory.StartNew(() =>
        {
            var (count, time) = (0, TimeSpan.Zero);
            for (; time < atLeast; count++)
            {
                time += Round(cancellation);
                progress.Show(phase, _read);
            }
            return (count, time);
        }, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private TimeSpan Round(CancellationToken cancellation)
    {
        foreach (var device in devices)
            device.Forget();
        var start = Stopwatch.GetTimestamp();
        var back = loop.Run(start, RoundLimit, cancellation);
        var time = Stopwatch.GetElapsedTime(start);
        if (back < devices.Length)
            throw new IOException($"only {back} of {devices.Length} devices caught up within {RoundLimit}");
        Wrong += ReturnReport.Checks(devices, messages);
        _read += devices.Sum(d => d.Logs.Sum(l => l.Check.Delivered));
        return time;
    }
}
