namespace FastChat.Search.Index;

/// <summary>Ascending places, as distances.</summary>
internal static class Places
{
    /// <summary>Writes places that all lie behind <paramref name="previous"/>.</summary>
    public static void Write(ref BitWriter bits, ReadOnlySpan<int> places, int previous, int remainderBits)
    {
        foreach (var place in places)
        {
            bits.WriteRice((uint)(place - previous - 1), remainderBits);
            previous = place;
        }
    }

    /// <summary>The same in a piece of its own.</summary>
    public static void Write(ByteBuffer to, ReadOnlySpan<int> places, int previous, int remainderBits)
    {
        var bits = new BitWriter(to);
        Write(ref bits, places, previous, remainderBits);
        bits.Flush();
    }

    /// <summary>Reads the place behind another one; throws if it lies outside of the segment.</summary>
    public static int ReadNext(ref BitReader bits, int previous, int remainderBits, int wordCount)
    {
        var next = previous + 1L + bits.ReadRice(remainderBits);
        return next < wordCount ? (int)next : throw new SearchFormatException("A place lies behind the segment's end.");
    }
}
