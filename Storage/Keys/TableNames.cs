namespace FastChat.Storage.Keys;

/// <summary>The names of the column families, by number. RocksDB insists on `default`, which stays empty.</summary>
internal static class TableNames
{
    /// <summary>Index = <see cref="Table"/>.</summary>
    public static readonly string[] Families =
    [
        "default", "blocks", "targets", "conversations", "members", "cursors", "sends", "lists", "accounts", "handles",
        "devices", "media", "media_references", "keys", "feed", "meta",
        "annotations", "timers", "search", "media_holdings", "uploads",
    ];

    /// <summary>Refuses families of another version.</summary>
    public static void RequireKnown(IEnumerable<string> families)
    {
        var unknown = families.Except(Families).ToList();
        if (unknown.Count == 0) return;
        throw new StorageRefusedException(
            $"The database has column families that this version does not know: {string.Join(", ", unknown)}. Use the version that wrote it.");
    }

    /// <summary>Whether a table is only iterated, never looked up by whole key.</summary>
    public static bool IsRange(Table table) => table is Table.Blocks or Table.Targets or Table.Feed or Table.Keys or Table.Timers;
}
