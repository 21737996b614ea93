namespace FastChat.Bench.Load.Pairs;

/// <summary>A sender, a receiver, and the direct conversation between them.</summary>
internal sealed class Pair(PairSender sender, PairReceiver receiver) : IDisposable
{
    public PairSender Sender => sender;

    public PairReceiver Receiver => receiver;

    public long Lost => receiver.Check.Lost(sender.LastSent);

    public long Unacked => (long)(sender.LastSent - sender.Acked);

    public bool IsSettled => Lost == 0 && Unacked == 0;

    public void Pump(long nowTicks) => sender.Pump(sender.LastSent - (ulong)Lost, nowTicks);

    public void Dispose()
    {
        sender.Connection.Dispose();
        receiver.Connection.Dispose();
    }
}
