namespace FastChat.Search.Index;

/// <summary>
/// Up to 128 messages: where each begins, its sequence, its time. One instance is loaded with one block after the other; of
/// sequences and times only what is asked for is read.
/// </summary>
internal sealed class DocumentBlock
{
    private const int HeadBytes = 3;

    private readonly long[] _sequences = new long[SegmentFormat.BlockDocuments];
    private readonly long[] _seconds = new long[SegmentFormat.BlockDocuments];
    private ReadOnlyMemory<byte> _bytes;
    private long _restBit;
    private bool _hasRest;

    public int Count { get; private set; }

    /// <summary>Where each message begins, and behind them where the last one ends.</summary>
    public int[] Starts { get; } = new int[SegmentFormat.BlockDocuments + 1];

    public static void Write(ReadOnlySpan<DocumentEntry> documents, ByteBuffer to)
    {
        var places = 0;
        foreach (var document in documents) places += document.Places;
        var placeBits = Rice.RemainderBits(places, documents.Length);
        var sequenceBits = Rice.RemainderBits(documents[^1].Sequence - documents[0].Sequence - documents.Length, documents.Length);
        var secondBits = Rice.RemainderBits(documents[^1].Seconds - documents[0].Seconds, documents.Length);
        to.WriteByte((byte)placeBits);
        to.WriteByte((byte)sequenceBits);
        to.WriteByte((byte)secondBits);
        var bits = new BitWriter(to);
        foreach (var document in documents) bits.WriteRice((uint)document.Places - 1, placeBits);
        for (var i = 1; i < documents.Length; i++)
        {
            WriteLong(ref bits, documents[i].Sequence - documents[i - 1].Sequence - 1, sequenceBits);
        }

        for (var i = 1; i < documents.Length; i++) WriteLong(ref bits, documents[i].Seconds - documents[i - 1].Seconds, secondBits);
        bits.Flush();
    }

    /// <summary>Reads where the messages begin.</summary>
    public void Load(ReadOnlyMemory<byte> bytes, int count, int firstPlace, int endPlace, long firstSequence, long firstSeconds)
    {
        (_bytes, Count, _hasRest) = (bytes, count, false);
        (_sequences[0], _seconds[0]) = (firstSequence, firstSeconds);
        var span = bytes.Span;
        if (span.Length < HeadBytes || span[..HeadBytes].ContainsAnyExceptInRange((byte)0, (byte)Rice.RemainderBitsMax))
        {
            throw new SearchFormatException("A block of messages has no head.");
        }

        var bits = new BitReader(span, HeadBytes * 8);
        var place = (long)firstPlace;
        for (var i = 0; i < count; i++)
        {
            Starts[i] = (int)place;
            place += bits.ReadRice(span[0]) + 1L;
            if (place > endPlace) throw new SearchFormatException("A message reaches into the next block.");
        }

        if (place != endPlace) throw new SearchFormatException("A block of messages ends too early.");
        Starts[count] = endPlace;
        _restBit = bits.Position;
    }

    /// <summary>Which message holds a place of this block.</summary>
    public int Find(int place)
    {
        var found = Array.BinarySearch(Starts, 0, Count, place);
        return found >= 0 ? found : ~found - 1;
    }

    public long Sequence(int index)
    {
        LoadRest();
        return _sequences[index];
    }

    public long Seconds(int index)
    {
        LoadRest();
        return _seconds[index];
    }

    private void LoadRest()
    {
        if (_hasRest) return;
        var span = _bytes.Span;
        var bits = new BitReader(span, _restBit);
        for (var i = 1; i < Count; i++) _sequences[i] = Next(_sequences[i - 1], ReadLong(ref bits, span[1]) + 1);
        for (var i = 1; i < Count; i++) _seconds[i] = Next(_seconds[i - 1], ReadLong(ref bits, span[2]));
        _hasRest = true;
    }

    private static long Next(long previous, long distance) =>
        previous <= long.MaxValue - distance ? previous + distance : throw new SearchFormatException("A number is too large.");

    /// <summary>In two halves where it does not fit one code: gaps between messages may be years.</summary>
    private static void WriteLong(ref BitWriter bits, long value, int remainderBits)
    {
        if (value < uint.MaxValue)
        {
            bits.WriteRice((uint)value, remainderBits);
            return;
        }

        bits.WriteRice(uint.MaxValue, remainderBits);
        bits.Write((uint)value, Rice.PlainBits);
        bits.Write((uint)(value >> 32), Rice.PlainBits);
    }

    private static long ReadLong(ref BitReader bits, int remainderBits)
    {
        var value = bits.ReadRice(remainderBits);
        if (value != uint.MaxValue) return value;
        var low = bits.Read(Rice.PlainBits);
        var both = low | ((long)bits.Read(Rice.PlainBits) << 32);
        return both >= 0 ? both : throw new SearchFormatException("A number is too large.");
    }
}
