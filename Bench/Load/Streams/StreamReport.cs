using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Targets;
using FastChat.Bench.Reports;

namespace FastChat.Bench.Load.Streams;

/// <summary>Adds up what senders and receivers counted; only after their loops ended.</summary>
internal static class StreamReport
{
    public static LoadReport Write(LoadArguments arguments, LoadTarget target, StreamSetUp ends, RunFigures figures)
    {
        var delivered = figures.Sum(f => f.Delivered);
        var acked = figures.Sum(f => f.Acked);
        return RunReport.Begin(arguments, target, figures, delivered) with
        {
            Window = arguments.Window,
            Batch = arguments.Batch,
            PayloadBytes = arguments.PayloadBytes,
            RatePerS = arguments.RatePerSecond,
            Connections = ends.Senders.Count + ends.Receivers.Count,
            Pairs = ends.Senders.Count,
            AckedPerS = Math.Round(acked / figures.Seconds, 1),
            DeliveryUs = figures.Delivery,
            MessagesPerSendFrame = RunReport.Ratio(acked, figures.Sum(f => f.SendFrames)),
            MessagesPerBlock = RunReport.Ratio(delivered, figures.Sum(f => f.BlockFrames)),
            Lost = ends.Receivers.Sum(r => r.Lost),
            Duplicated = ends.Receivers.Sum(r => r.Check.Duplicated),
            Reordered = ends.Receivers.Sum(r => r.Check.Reordered),
            Altered = ends.Receivers.Sum(r => r.Check.Altered) + ends.Senders.Sum(s => s.WrongAcks),
            Unacked = ends.Senders.Sum(s => s.Unacked),
            Refused = ends.Senders.Sum(s => s.Refused),
            Lagged = ends.Receivers.Sum(r => r.Lagged),
        };
    }
}
