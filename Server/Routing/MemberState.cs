using FastChat.Protocol;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>What a loaded conversation knows of one account. Owned by the conversation's loop.</summary>
internal sealed class MemberState
{
    /// <summary>Null: not a member.</summary>
    public MemberRecord? Record { get; set; }

    public CursorRecord Cursor { get; set; }

    /// <summary>Mute, ban, permissions of its own, member or not; null: nothing.</summary>
    public GroupAccountRecord? LaidDown { get; set; }

    /// <summary>When it last sent a message under slow mode; 0: not yet.</summary>
    public long LastMessageMs { get; set; }

    /// <summary>The cursor moved in this turn and is yet to be written.</summary>
    public bool CursorIsDirty { get; set; }

    public Role Role => Record?.Role ?? Role.Unspecified;

    public bool IsMember => Record is not null;

    public bool IsMuted(long nowMs) => LaidDown?.IsMuted(nowMs) == true;

    public bool IsBanned(long nowMs) => LaidDown?.IsBanned(nowMs) == true;
}
