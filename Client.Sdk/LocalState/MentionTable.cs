using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// Messages that mention this account. The server names the unread ones with a conversation's state, later ones are found as
/// they come: a set, so that it does not matter which is first.
/// </summary>
internal static class MentionTable
{
    /// <summary>Notes a message if it mentions this account and is another's.</summary>
    public static void Note(StoreTransaction transaction, long key, long sequence, Wire.Entry entry)
    {
        var me = ConversationTable.Bytes(transaction.Self.Account);
        if ((entry.Flags & (uint)Wire.EntryFlag.MentionsEveryone) == 0 && !entry.MentionedAccounts.Any(account => account.Span.SequenceEqual(me)))
            return;
        if (!entry.SenderAccount.Span.SequenceEqual(me))
            Add(transaction.Connection, key, sequence);
    }

    /// <summary>Takes in what the server says; what it does not name up to the head is read, or gone.</summary>
    public static void Apply(StoreConnection connection, long key, Wire.ConversationState state)
    {
        var told = state.UnreadMentions.Select(sequence => (long)sequence).ToList();
        var from = told.Count < Wire.ProtocolLimits.UnreadMentionsToldMax ? 0 : told.Min();
        connection.Run(
            "DELETE FROM mentions WHERE conversation = $1 AND sequence BETWEEN $2 AND $3", key, from, (long)state.HeadSequence);
        foreach (var sequence in told)
            Add(connection, key, sequence);
    }

    private static void Add(StoreConnection connection, long key, long sequence) =>
        connection.Run("INSERT INTO mentions(conversation, sequence) VALUES($1, $2) ON CONFLICT DO NOTHING", key, sequence);
}
