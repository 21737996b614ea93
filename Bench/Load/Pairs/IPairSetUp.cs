namespace FastChat.Bench.Load.Pairs;

/// <summary>How pairs are made on one kind of target, and what that target tells about itself.</summary>
internal interface IPairSetUp : IDisposable
{
    /// <summary>Makes what the pairs need before they connect: accounts.</summary>
    Task PrepareAsync(int pairs, CancellationToken cancellation);

    /// <summary>Connects a pair. Blocks: it runs before the loops.</summary>
    /// <param name="number">1, 2, 3 …</param>
    /// <param name="figures">Of the loop that will serve it.</param>
    Pair Make(int number, PairFigures figures);

    /// <summary>Bytes that the server allocated since it started; null if it does not tell.</summary>
    Task<long?> AllocatedBytesAsync(CancellationToken cancellation);
}
