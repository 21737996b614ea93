namespace FastChat.Search.Index;

/// <summary>The numbers of the format, which docs/SEARCH.md describes.</summary>
internal static class SegmentFormat
{
    /// <summary>The directory's first byte.</summary>
    public const byte Version = 1;

    /// <summary>Messages of a block.</summary>
    public const int BlockDocuments = 128;

    /// <summary>Terms between two that are written in full.</summary>
    public const int RestartTerms = 32;

    /// <summary>Bytes of places after which they get pieces of their own.</summary>
    public const int InlinePlacesBytesMax = 2 * 1024;

    /// <summary>Places of such a piece: about 3 KiB.</summary>
    public const int ChunkPlaces = 3_072;

    /// <summary>Message blocks up to here, and the terms of a small segment, stand in the directory itself.</summary>
    public const int InlineBytesMax = 4 * 1024;

    /// <summary>Lengths from here on take ten bits instead of three.</summary>
    public const int ShortLength = 7;

    /// <summary>Bits of a letter where all are a to z.</summary>
    public const int LatinBits = 5;

    /// <summary>Up to so many places are counted in two bits.</summary>
    public const int FewPlaces = 3;

    /// <summary>Up to so many places stand without saying how many bits they take.</summary>
    public const int UnmeasuredPlaces = 16;
}
