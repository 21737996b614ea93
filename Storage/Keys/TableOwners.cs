namespace FastChat.Storage.Keys;

/// <summary>
/// Whose the rows of each table are, so that nothing stays behind of a deleted account or conversation. A new table has to say it here: without,
/// no database opens.
/// </summary>
internal static class TableOwners
{
    /// <summary>Whose rows lie under shard ‖ account.</summary>
    public static IReadOnlyList<Table> Accounts { get; } = [.. Tables(RowOwner.Account)];

    /// <summary>Whose rows lie under shard ‖ conversation.</summary>
    public static IReadOnlyList<Table> Conversations { get; } = [.. Tables(RowOwner.Conversation)];

    public static RowOwner Of(Table table) => table switch
    {
        Table.Accounts or Table.Devices or Table.Lists or Table.AccountStates or Table.Personal or Table.MediaHoldings or Table.Uploads
            or Table.PushSubscriptions => RowOwner.Account,
        Table.Conversations or Table.Blocks or Table.Targets or Table.Members or Table.Cursors or Table.Sends or Table.Annotations
            or Table.Search or Table.PushStates or Table.WebhookPositions => RowOwner.Conversation,
        Table.MediaReferences or Table.Keys => RowOwner.Either,
        // Their rows are about accounts and conversations too, and are dealt with one by one: see Server/Administration.
        Table.Handles or Table.Media or Table.Timers or Table.Feed or Table.Meta or Table.Audit or Table.Reports or Table.Jobs or Table.Bans
            or Table.OperatorKeys or Table.Webhooks or Table.Invitations => RowOwner.Server,
        _ => throw new InvalidOperationException($"Nobody has said whose the rows of {table} are."),
    };

    private static IEnumerable<Table> Tables(RowOwner owner) => Enum.GetValues<Table>().Where(table => Of(table) is var of && (of == owner || of == RowOwner.Either));
}
