namespace FastChat.Protocol.Codec;

/// <summary>Writes a whole frame that holds one `Ack`: what a turn of a shard loop has for one device.</summary>
public static class AckWriter
{
    /// <summary>What a run takes at most: tag and length 2, id 18, numbers 11 + 6 + 11 + 11.</summary>
    public const int RunBytesMax = 59;

    /// <summary>Bytes of the whole frame.</summary>
    public static int Size(ReadOnlySpan<AckRun> runs)
    {
        var content = WireWriter.LengthFieldSize(AckSize(runs));
        return VarintCodec.Size((ulong)content) + content;
    }

    /// <summary>Writes prefix, envelope and runs, and returns their length.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<AckRun> runs)
    {
        var ack = AckSize(runs);
        var writer = new WireWriter(destination);
        writer.WriteVarint((ulong)WireWriter.LengthFieldSize(ack));
        writer.WriteLength(WireTag.ServerFrameAck, ack);
        foreach (ref readonly var run in runs)
        {
            writer.WriteLength(WireTag.AckRun, RunSize(in run));
            writer.WriteIdField(WireTag.AckedConversation, run.Conversation);
            writer.WriteVarintField(WireTag.AckedFirstSendNumber, run.FirstSendNumber);
            writer.WriteVarintField(WireTag.AckedCount, run.Count);
            writer.WriteVarintField(WireTag.AckedFirstSequence, run.FirstSequence);
            writer.WriteVarintField(WireTag.AckedServerTime, (ulong)run.ServerTimeMs);
        }

        return writer.Written;
    }

    private static int AckSize(ReadOnlySpan<AckRun> runs)
    {
        var size = 0;
        foreach (ref readonly var run in runs)
            size += WireWriter.LengthFieldSize(RunSize(in run));
        return size;
    }

    private static int RunSize(in AckRun run) =>
        WireWriter.IdFieldSize(run.Conversation)
        + WireWriter.VarintFieldSize(run.FirstSendNumber)
        + WireWriter.VarintFieldSize(run.Count)
        + WireWriter.VarintFieldSize(run.FirstSequence)
        + WireWriter.VarintFieldSize((ulong)run.ServerTimeMs);
}
