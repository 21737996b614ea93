using FastChat.Client.Conversations;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Reads the content of membership entries.</summary>
internal static class MembershipReader
{
    public static MembershipChange Read(ByteString content) => Parse(content) is { } change ? Read(change) : new MembershipChange.Other();

    /// <summary>Whether it says no more than that a direct conversation began.</summary>
    public static bool IsDirectBeginning(ByteString content) =>
        Parse(content) is { ChangeCase: Wire.MembershipChange.ChangeOneofCase.Created, Created.Kind: Wire.ConversationKind.Direct };

    private static MembershipChange Read(Wire.MembershipChange change) => change.ChangeCase switch
    {
        Wire.MembershipChange.ChangeOneofCase.Created => new MembershipChange.Created(
            change.Created.Title, OpenedContent.Ids(change.Created.Members), (int)change.Created.MemberCount),
        Wire.MembershipChange.ChangeOneofCase.Added => new MembershipChange.Added(OpenedContent.Ids(change.Added.Accounts)),
        Wire.MembershipChange.ChangeOneofCase.RemovedAccount => new MembershipChange.Removed(Id(change.RemovedAccount))
        {
            Banned = change.Banned,
            BannedUntil = GroupReader.Time(change.BannedUntilMs),
        },
        Wire.MembershipChange.ChangeOneofCase.LeftAccount => new MembershipChange.Left(Id(change.LeftAccount)),
        Wire.MembershipChange.ChangeOneofCase.RoleChanged => new MembershipChange.RoleChanged(
            Id(change.RoleChanged.Account), (Role)(int)change.RoleChanged.Role),
        Wire.MembershipChange.ChangeOneofCase.Renamed => new MembershipChange.Renamed(change.Renamed),
        Wire.MembershipChange.ChangeOneofCase.MessageTimerSeconds =>
            new MembershipChange.MessageTimerChanged(TimeSpan.FromSeconds(change.MessageTimerSeconds)),
        Wire.MembershipChange.ChangeOneofCase.SettingsChanged => Settings(change.SettingsChanged),
        Wire.MembershipChange.ChangeOneofCase.PermissionsChanged => Permissions(change.PermissionsChanged),
        Wire.MembershipChange.ChangeOneofCase.MemberMuted => new MembershipChange.Muted(
            Id(change.MemberMuted.Account), GroupReader.Time(change.MemberMuted.UntilMs)),
        _ => new MembershipChange.Other(),
    };

    private static MembershipChange.SettingsChanged Settings(Wire.SettingsChanged settings) => new()
    {
        Description = settings.HasDescription ? settings.Description : null,
        AvatarChanged = settings.HasAvatarMediaId,
        SlowMode = settings.HasSlowModeSeconds ? TimeSpan.FromSeconds(settings.SlowModeSeconds) : null,
        History = settings.HasHistory ? (HistoryVisibility)(int)settings.History : null,
        HistoryEntries = (int)settings.HistoryEntries,
        Handle = settings.HasHandle ? settings.Handle : null,
    };

    private static MembershipChange Permissions(Wire.PermissionsChanged change) => change.Account.IsEmpty
        ? new MembershipChange.RolePermissionsChanged((Role)(int)change.Role, (GroupPermissions)change.Permissions)
        : new MembershipChange.MemberPermissionsChanged(
            Id(change.Account), (GroupPermissions)change.Granted, (GroupPermissions)change.Denied);

    private static Wire.MembershipChange? Parse(ByteString content)
    {
        try
        {
            return Wire.MembershipChange.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static AccountId Id(ByteString bytes) => AccountId.TryRead(bytes.Span, out var id) ? id : AccountId.None;
}
