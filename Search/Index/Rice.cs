using System.Numerics;

namespace FastChat.Search.Index;

/// <summary>
/// Rice's code, for distances between things that are spread at random: the quotient by 2^k as ones and a zero, then k bits of
/// remainder. It costs about half a bit more than the best possible, and a fifth less than whole bytes.
/// </summary>
internal static class Rice
{
    /// <summary>A quotient from here on is written as so many ones, and the number follows in 32 bits.</summary>
    public const int QuotientMax = 24;
    public const int RemainderBitsMax = 31;
    public const int PlainBits = 32;

    /// <summary>The k for <paramref name="count"/> distances that together are at most <paramref name="sum"/>.</summary>
    public static int RemainderBits(long sum, long count)
    {
        // 0.69 is the logarithm of 2: half of the distances are below that share of their mean.
        var median = count <= 0 ? 0 : sum * 0.69 / count;
        return median < 2 ? 0 : Math.Min(BitOperations.Log2((uint)Math.Min(median, int.MaxValue)), RemainderBitsMax);
    }
}
