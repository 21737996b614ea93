namespace FastChat.Bench.Load.Wire.Layers;

/// <summary>What lies between frames and the socket. It blocks or does not as the socket does. Used by one thread.</summary>
internal interface IByteLayer : IDisposable
{
    /// <summary>No more now; only if the socket does not block.</summary>
    const int NothingNow = -1;

    /// <summary>Took bytes that the socket has not taken yet; <see cref="Send"/> (of nothing) goes on with them.</summary>
    bool HasUnsent { get; }

    /// <summary>Bytes may be here though the socket has none: ask again.</summary>
    bool HasMore { get; }

    /// <summary>Reads what is there. 0: the server ended the connection.</summary>
    int Receive(Span<byte> to);

    /// <summary>Returns how many bytes it took.</summary>
    int Send(ReadOnlySpan<byte> bytes);
}
