using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Conversations;

/// <summary>How far all other members of a conversation have come; 0 when that is not known of every one of them.</summary>
/// <param name="ReadSequence">All have read up to here.</param>
/// <param name="DeliveredSequence">Entries up to here have reached a device of each.</param>
internal readonly record struct Receipts(long ReadSequence, long DeliveredSequence)
{
    /// <summary>Above this many members the server tells no receipts (Limits of protocol.proto: live typing and receipts).</summary>
    public const int MembersMax = Protocol.ProtocolLimits.LiveTypingMembersMax;

    public static Receipts Read(LocalStore store, ConversationRow row, AccountId me)
    {
        if (row.LocalOnly || row.MemberCount is < 2 or > MembersMax)
            return default;
        var others = store.ReadMembers(row.Id).Where(member => member.Account != me).ToArray();
        return others.Length < row.MemberCount - 1
            ? default
            : new Receipts(others.Min(member => member.ReadSequence), others.Min(member => member.DeliveredSequence));
    }
}
