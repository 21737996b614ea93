namespace FastChat.Storage.Keys;

/// <summary>
/// The column families. RocksDB numbers them in the order of their creation, which is the order of the list: only ever append
/// to it. What a <see cref="Table"/> is numbered is another matter, so versions in the making may reserve numbers.
/// </summary>
internal static class TableNames
{
    /// <summary>By RocksDB's number. RocksDB insists on `default`, which stays empty.</summary>
    private static readonly (Table Table, string Name)[] Created =
    [
        (0, "default"),
        (Table.Blocks, "blocks"),
        (Table.Targets, "targets"),
        (Table.Conversations, "conversations"),
        (Table.Members, "members"),
        (Table.Cursors, "cursors"),
        (Table.Sends, "sends"),
        (Table.Lists, "lists"),
        (Table.Accounts, "accounts"),
        (Table.Handles, "handles"),
        (Table.Devices, "devices"),
        (Table.Media, "media"),
        (Table.MediaReferences, "media_references"),
        (Table.Keys, "keys"),
        (Table.Feed, "feed"),
        (Table.Meta, "meta"),
        (Table.Annotations, "annotations"),
        (Table.Timers, "timers"),
        (Table.Search, "search"),
        (Table.Audit, "audit"),
        (Table.Reports, "reports"),
        (Table.Jobs, "jobs"),
        (Table.AccountStates, "account_states"),
        (Table.Bans, "bans"),
        (Table.OperatorKeys, "operator_keys"),
        (Table.PushSubscriptions, "push_subscriptions"),
        (Table.PushStates, "push_states"),
        (Table.Webhooks, "webhooks"),
        (Table.WebhookPositions, "webhook_positions"),
        (Table.MediaHoldings, "media_holdings"),
        (Table.Uploads, "uploads"),
        (Table.Personal, "personal"),
        (Table.Invitations, "invitations"),
    ];

    private static readonly byte[] Numbers = NumberTables();

    /// <summary>The names, by RocksDB's number.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. Created.Select(family => family.Name)];

    /// <summary>RocksDB's number of a table's family.</summary>
    public static int Number(Table table) => Numbers[(int)table];

    /// <summary>The name of a table's family.</summary>
    public static string Name(Table table) => Families[Number(table)];

    /// <summary>The table of a family, by RocksDB's number.</summary>
    public static Table TableOf(int number) => Created[number].Table;

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

    private static byte[] NumberTables()
    {
        var numbers = new byte[byte.MaxValue + 1];
        for (var i = 0; i < Created.Length; i++) numbers[(int)Created[i].Table] = (byte)i;
        return numbers;
    }
}
