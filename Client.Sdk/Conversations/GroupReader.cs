using System.Buffers.Text;
using FastChat.Client.Accounts;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Conversations;

/// <summary>Between the wire's form of what groups and channels have and the SDK's.</summary>
internal static class GroupReader
{
    /// <summary>A link's bytes: the conversation's id and a secret.</summary>
    private const int LinkBytes = 2 * Identifier.Bytes;

    public static GroupInfo Info(Wire.GroupState state, DateTimeOffset now) => new()
    {
        Description = state.Description,
        Avatar = Media(state.AvatarMediaId),
        Handle = state.Handle,
        SlowMode = TimeSpan.FromSeconds(state.SlowModeSeconds),
        History = (HistoryVisibility)(int)state.History,
        HistoryEntries = (int)state.HistoryEntries,
        MemberPermissions = (GroupPermissions)state.MemberPermissions,
        ModeratorPermissions = (GroupPermissions)state.ModeratorPermissions,
        AdminPermissions = (GroupPermissions)state.AdminPermissions,
        MyPermissions = (GroupPermissions)state.MyPermissions,
        MutedUntil = Time(state.MutedUntilMs) is { } until && until > now ? until : null,
        JoinRequests = (int)state.JoinRequests,
    };

    public static Invite Invite(Wire.Invite invite, People people) => new(
        Convert.ToHexStringLower(invite.InviteId.Span),
        people.Find(Id(invite.ByAccount)),
        EntryReader.At(invite.CreatedMs),
        new InviteOptions
        {
            Expires = Time(invite.ExpiresMs),
            UsesMax = (int)invite.UsesMax,
            NeedsApproval = invite.NeedsApproval,
            Label = invite.Label,
        },
        (int)invite.Uses);

    public static ConversationPreview Preview(Wire.ConversationPreview preview, People people) => new(
        ConversationId.TryRead(preview.ConversationId.Span, out var id) ? id : throw Invalid(),
        preview.Kind switch
        {
            Wire.ConversationKind.Group => ConversationKind.Group,
            Wire.ConversationKind.Channel => ConversationKind.Channel,
            _ => ConversationKind.Unknown,
        },
        preview.Title)
    {
        Description = preview.Description,
        Avatar = Media(preview.AvatarMediaId),
        Handle = preview.Handle,
        MemberCount = (int)preview.MemberCount,
        NeedsApproval = preview.NeedsApproval,
        State = (JoinState)(int)preview.State,
        Recent =
        [
            .. preview.Recent.Where(block => block.Entries.Count > 0).Select(block => EntryReader.Read(
                new LocalState.EntryRow(id, (long)block.FirstSequence, block.ServerTimeMs, block.Entries[0]), people)),
        ],
    };

    public static string WriteLink(ByteString link) => Base64Url.EncodeToString(link.Span);

    /// <summary>The bytes of a link; null: it is none, so it may be a handle.</summary>
    public static ByteString? ReadLink(string text)
    {
        Span<byte> bytes = stackalloc byte[LinkBytes];
        return Base64Url.IsValid(text, out var length) && length == LinkBytes && Base64Url.TryDecodeFromChars(text, bytes, out _)
            ? ByteString.CopyFrom(bytes)
            : null;
    }

    public static ByteString InviteId(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        try
        {
            return ByteString.CopyFrom(Convert.FromHexString(id));
        }
        catch (FormatException e)
        {
            throw new ChatException(ErrorCode.InvalidArgument, "This is no id of a link.", innerException: e);
        }
    }

    public static DateTimeOffset? Time(long ms) => ms == 0 ? null : EntryReader.At(ms);

    public static AccountId Id(ByteString bytes) => AccountId.TryRead(bytes.Span, out var id) ? id : AccountId.None;

    public static ChatException Invalid() => new(ErrorCode.InvalidResponse, "The answer does not hold what was asked for.");

    private static MediaId? Media(ByteString bytes) => MediaId.TryRead(bytes.Span, out var id) ? id : null;
}
