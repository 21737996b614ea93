namespace FastChat.Bench.Load.Histories;

/// <summary>What stored messages say.</summary>
internal interface IStoredContent
{
    /// <summary>Of a content.</summary>
    int BytesMax { get; }

    /// <summary>The content of a message; valid until the next one.</summary>
    ReadOnlySpan<byte> Next(StoredLog log, ulong number);
}
