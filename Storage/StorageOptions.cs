namespace FastChat.Storage;

/// <summary>Where a database lies and how much memory it may take.</summary>
public sealed record StorageOptions
{
    /// <summary>Where the key-encryption key is kept, and made on the first start, when nothing else is said.</summary>
    public static string DefaultKeyFile => Sealing.KeyFile.DefaultPath;

    /// <summary>The data directory; made with mode 0700 when absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The key-encryption key's file; null: `fastchat/key` in the user's configuration directory.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The key-encryption key itself, base64, from the environment; wins over the file. Several, apart by
    /// white space, while keys are being rotated: the new one first.</summary>
    public string? KeyText { get; init; }

    /// <summary>How many owners' data keys stay unwrapped in memory.</summary>
    public int DataKeysCachedMax { get; init; } = StorageLimits.DataKeysCachedMax;

    /// <summary>Memory for blocks of table files that were read.</summary>
    public long BlockCacheBytesMax { get; init; } = StorageLimits.BlockCacheBytesMax;

    /// <summary>False only for the control run that shows what an unsynced log loses.</summary>
    public bool SyncWrites { get; init; } = true;
}
