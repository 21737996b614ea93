using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>Reads groups and channels past the shard: what was set of them, and who may do what.</summary>
internal sealed class GroupReads(ChatDatabase database, TimeProvider time)
{
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The conversation, if the account may do this in it.</summary>
    /// <exception cref="RefusalException">NotFound: it is no member. Forbidden.</exception>
    public (ConversationRecord Record, GroupRecord? Group) Require(AccountId account, ConversationId conversation, Operation operation)
    {
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Members.Read(conversation, account) is not { } member
            || !Permissions.Allows(Operation.Read, record.Kind, member.Role))
        {
            throw RequestFields.NotFound();
        }

        var group = Read(conversation, record.Kind);
        return Permissions.Allows(operation, record.Kind, member.Role, PermissionsOf(conversation, account, record.Kind, member.Role, group))
            ? (record, group)
            : throw new RefusalException(Code.Forbidden, "You have no permission for this here.");
    }

    /// <summary>As one of its members sees it.</summary>
    public GroupState State(AccountId account, ConversationId conversation, ConversationKind kind, Role role)
    {
        var group = Read(conversation, kind);
        var laidDown = LaidDown(conversation, account, group);
        var set = group ?? GroupRecord.None;
        var mine = Permissions.Of(kind, role, group, laidDown);
        var muted = laidDown?.MutedUntilMs ?? 0;
        return new GroupState
        {
            Description = set.Description,
            AvatarMediaId = set.Avatar.IsNone() ? ByteString.Empty : set.Avatar.ToByteString(),
            Handle = set.Handle,
            SlowModeSeconds = set.SlowModeSeconds,
            History = set.History,
            HistoryEntries = set.HistoryEntries,
            MemberPermissions = (uint)Permissions.Of(kind, Role.Member, group),
            ModeratorPermissions = (uint)Permissions.Of(kind, Role.Moderator, group),
            AdminPermissions = (uint)Permissions.Of(kind, Role.Admin, group),
            MyPermissions = (uint)mine,
            MutedUntilMs = muted > NowMs ? muted : 0,
            JoinRequests = (mine & Permission.AddMembers) == 0
                ? 0
                : (uint)database.Annotations.JoinRequests.Count(conversation, ProtocolLimits.JoinRequestsMax),
        };
    }

    /// <summary>Adds to a member's row what groups and channels have.</summary>
    public void Describe(Member row, ConversationId conversation, AccountId account, ConversationKind kind, Role role, GroupRecord? group)
    {
        if (kind == ConversationKind.Direct)
        {
            return;
        }

        var laidDown = LaidDown(conversation, account, group);
        row.Permissions = (uint)Permissions.Of(kind, role, group, laidDown);
        row.MutedUntilMs = laidDown?.IsMuted(NowMs) == true ? laidDown.MutedUntilMs : 0;
        if (group is not null && database.Lists.Read(account, conversation) is { State: ListState.Member } list)
        {
            // What it sees may begin before it joined.
            row.JoinedSequence = list.Sequence;
        }
    }

    public GroupRecord? Read(ConversationId conversation, ConversationKind kind) =>
        kind == ConversationKind.Direct ? null : database.Annotations.Groups.Read(conversation);

    public GroupAccountRecord? LaidDown(ConversationId conversation, AccountId account, GroupRecord? group) =>
        group is null ? null : database.Annotations.Groups.ReadAccount(conversation, account);

    private Permission PermissionsOf(
        ConversationId conversation, AccountId account, ConversationKind kind, Role role, GroupRecord? group) =>
        Permissions.Of(kind, role, group, LaidDown(conversation, account, group));
}
