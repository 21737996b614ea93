namespace FastChat.Search;

/// <summary>Every bound of this project, with its unit and reason.</summary>
public static class SearchLimits
{
    /// <summary>UTF-16 code units of a query: what a person types, and a few ids.</summary>
    public const int QueryCharsMax = 512;

    /// <summary>Words, phrases and filters of a query.</summary>
    public const int QueryClausesMax = 32;

    /// <summary>Terms that they come to: every one is looked up in every segment.</summary>
    public const int QueryTermsMax = 64;

    /// <summary>Bytes of a term. Longer words are cut, in texts and in queries alike.</summary>
    public const int TermBytesMax = 64;

    /// <summary>Letters that a prefix has at least (ideographs: one): a single letter would open half of an index.</summary>
    public const int PrefixLettersMin = 2;

    /// <summary>Occurrences of all words that begin with a prefix, for each segment; what is beyond is not found.</summary>
    public const int PrefixPositionsMax = 1 << 20;

    /// <summary>Words of one text that are found: all of a message of 64 KiB in most writings.</summary>
    public const int TextWordsMax = 16_384;

    /// <summary>Words of a segment; positions fit into 31 bits with room to spare.</summary>
    public const int SegmentWordsMax = 1 << 28;

    /// <summary>Messages of a segment. Merging holds about 20 bytes of each in memory.</summary>
    public const int SegmentDocumentsMax = 1 << 18;

    /// <summary>Messages that a merged segment no longer counts as masked, at most: 2 MiB of memory.</summary>
    public const int SegmentMasksMax = 1 << 18;

    /// <summary>Bytes after which a piece is closed: what a look-up opens at the least.</summary>
    public const int PieceBytes = 4 * 1024;

    /// <summary>Any piece; a directory of a full segment is far smaller.</summary>
    public const int PieceBytesMax = 1024 * 1024;

    /// <summary>Hits of one page.</summary>
    public const int HitsMax = 100;

    /// <summary>UTF-16 code units of an excerpt.</summary>
    public const int ExcerptChars = 240;

    /// <summary>Highlights of one excerpt.</summary>
    public const int HighlightsMax = 32;
}
