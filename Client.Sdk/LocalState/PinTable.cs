using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>
/// Pinned messages. The server names them with a conversation's state, as of its head; entries after that change them, in order.
/// </summary>
internal static class PinTable
{
    /// <summary>In the order of pinning.</summary>
    public static List<long> Read(StoreConnection connection, ConversationId id) => connection.All(
        "SELECT p.sequence FROM pins p JOIN conversations c ON c.key = p.conversation WHERE c.id = $1 ORDER BY p.position",
        row => row.GetInt64(0), ConversationTable.Bytes(id));

    public static void Apply(StoreConnection connection, long key, Wire.ConversationState state)
    {
        if (connection.Run(
            "UPDATE conversations SET pins_through = $2 WHERE key = $1 AND pins_through <= $2", key, (long)state.HeadSequence) == 0)
            return;
        connection.Run("DELETE FROM pins WHERE conversation = $1", key);
        for (var i = 0; i < state.PinnedSequences.Count; i++)
            Put(connection, key, (long)state.PinnedSequences[i], i);
    }

    /// <summary>Takes in an entry of kind pin, at its place in the log.</summary>
    public static void Apply(StoreConnection connection, long key, long sequence, Wire.Entry pin)
    {
        if (connection.Run("UPDATE conversations SET pins_through = $2 WHERE key = $1 AND pins_through < $2", key, sequence) == 0)
            return;
        connection.Run("DELETE FROM pins WHERE conversation = $1 AND sequence = $2", key, (long)pin.TargetSequence);
        if ((pin.Flags & (uint)Wire.EntryFlag.Off) == 0)
            Put(connection, key, (long)pin.TargetSequence, connection.Number("SELECT COALESCE(MAX(position), 0) + 1 FROM pins WHERE conversation = $1", key));
    }

    private static void Put(StoreConnection connection, long key, long sequence, long position) => connection.Run(
        "INSERT INTO pins(conversation, sequence, position) VALUES($1, $2, $3) ON CONFLICT(conversation, sequence) DO UPDATE SET position = $3",
        key, sequence, position);
}
