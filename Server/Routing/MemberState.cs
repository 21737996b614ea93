using FastChat.Protocol;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>What a loaded conversation knows of one account. Owned by the conversation's loop.</summary>
internal sealed class MemberState
{
    /// <summary>Null: not a member.</summary>
    public MemberRecord? Record { get; set; }

    public CursorRecord Cursor { get; set; }

    /// <summary>The cursor moved in this turn and is yet to be written.</summary>
    public bool CursorIsDirty { get; set; }

    public Role Role => Record?.Role ?? Role.Unspecified;

    public bool IsMember => Record is not null;
}
