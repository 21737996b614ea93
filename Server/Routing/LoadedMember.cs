using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Routing;

/// <summary>What is on disk about an account in a conversation.</summary>
/// <param name="Account">Which.</param>
/// <param name="Member">Null: not a member.</param>
/// <param name="Cursor">Of a member.</param>
/// <param name="LaidDown">About the account, member or not; null: nothing.</param>
/// <param name="LastMessageMs">When it last sent a message under slow mode; 0: not yet.</param>
internal sealed record LoadedMember(
    AccountId Account, MemberRecord? Member, CursorRecord Cursor, GroupAccountRecord? LaidDown, long LastMessageMs);
