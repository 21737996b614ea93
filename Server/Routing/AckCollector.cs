using System.Runtime.InteropServices;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>Gathers what a turn acks, by device: one Ack frame per device and turn covers all its conversations.</summary>
internal sealed class AckCollector
{
    /// <summary>Keeps an ack frame below the limit of a server frame.</summary>
    private const int RunsPerFrameMax = ProtocolLimits.ServerFrameBytesMax / 2 / AckWriter.RunBytesMax;

    private readonly Dictionary<DeviceLink, List<AckRun>> _runs = [];
    private readonly Stack<List<AckRun>> _spare = new();

    public bool IsEmpty => _runs.Count == 0;

    public void Add(DeviceLink link, in AckRun run)
    {
        if (!_runs.TryGetValue(link, out var runs))
        {
            runs = _spare.TryPop(out var spare) ? spare : [];
            _runs.Add(link, runs);
        }

        runs.Add(run);
    }

    /// <summary>After the commit: hands each device its frame.</summary>
    public void Send(DrainList drains)
    {
        foreach (var (link, runs) in _runs)
        {
            var span = CollectionsMarshal.AsSpan(runs);
            for (var start = 0; start < span.Length; start += RunsPerFrameMax)
            {
                Send(link, span[start..Math.Min(span.Length, start + RunsPerFrameMax)], drains);
            }
        }

        Clear();
    }

    private static void Send(DeviceLink link, ReadOnlySpan<AckRun> runs, DrainList drains)
    {
        var frame = SharedFrame.Rent(AckWriter.Size(runs));
        frame.SetContent(0, AckWriter.Write(frame.Buffer, runs));
        link.Outbound.EnqueueResponse(frame, drains);
        frame.Release();
    }

    /// <summary>After a failed commit: nothing is acked.</summary>
    public void Clear()
    {
        foreach (var runs in _runs.Values)
        {
            runs.Clear();
            _spare.Push(runs);
        }

        _runs.Clear();
    }
}
