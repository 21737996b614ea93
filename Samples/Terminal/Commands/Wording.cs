using System.Globalization;
using FastChat.Client;
using FastChat.Protocol.Errors;
using FastChat.Protocol.Identifiers;

namespace FastChat.Samples.Terminal.Commands;

/// <summary>What happened, in words for people.</summary>
internal static class Wording
{
    public static string Of(ChatException refused)
    {
        var reason = refused.Code switch
        {
            ErrorCode.WrongCredentials => "the handle or the password is wrong",
            ErrorCode.HandleTaken => "that handle is taken",
            ErrorCode.InvalidHandle => "a handle has 3 to 32 of a-z 0-9 _ . - and starts with a letter",
            ErrorCode.InvalidPassword => "a password has at least 8 characters",
            ErrorCode.InvitationInvalid => "an invitation is needed: --invitation CODE",
            ErrorCode.RegistrationClosed => "nobody can make an account there by himself",
            ErrorCode.WrongCode => "the code is wrong, used or expired",
            ErrorCode.SecondStepNeeded => "this account needs a code from its authenticator: sign in at a terminal",
            ErrorCode.Unreachable => "the server cannot be reached",
            ErrorCode.Forbidden => "your role does not allow that",
            ErrorCode.InviteInvalid => "there is no such link or handle, or it is over",
            ErrorCode.Banned => "banned here",
            ErrorCode.Muted => "you are muted here",
            ErrorCode.SlowMode => "not so fast: this group is in slow mode",
            ErrorCode.OwnerMustTransfer => "make somebody else the owner first: /role HANDLE owner",
            ErrorCode.CannotOwn => "guests and bots do not become owners",
            ErrorCode.StoreInUse => "another client uses this store; choose another with --store",
            _ => $"{refused.Message} ({(int)refused.Code})",
        };
        return refused.Code.Advice == Advice.Retry ? $"{reason}; try again later" : reason;
    }

    public static string Of(ConnectionStatus status, DateTimeOffset now) => status.State switch
    {
        ConnectionState.Live => "● live",
        ConnectionState.CatchingUp => "◐ catching up",
        ConnectionState.Connecting => "○ connecting",
        ConnectionState.Waiting when status.RetryAt is { } at && at > now =>
            string.Create(CultureInfo.InvariantCulture, $"○ offline, next try in {Math.Ceiling((at - now).TotalSeconds):0} s"),
        ConnectionState.Waiting => "○ offline",
        ConnectionState.Paused => "○ paused",
        ConnectionState.SignedOut => "○ signed out",
        _ => $"✗ refused ({(int?)status.Code})",
    };

    public static string Of(Delivery delivery) => delivery.State switch
    {
        DeliveryState.Queued => "◌ queued",
        DeliveryState.Uploading when delivery.Upload is { BytesTotal: > 0 } upload => $"↑ {100 * upload.BytesDone / upload.BytesTotal} %",
        DeliveryState.Uploading => "↑ uploading",
        DeliveryState.Sending => "◌ sending",
        DeliveryState.Sent => "✓ sent",
        DeliveryState.Delivered => "✓✓ delivered",
        DeliveryState.Read => "✓✓ read",
        _ => $"✗ refused ({(int?)delivery.Code}){(delivery.CanRetry ? ", /retry" : "")}",
    };

    /// <summary>One's refused changes of a message, to go behind it; empty when there is none.</summary>
    public static string Refused(TimelineItem item) => string.Concat(item.Unsent
        .Where(change => change.Delivery.State == DeliveryState.Refused)
        .Select(change => $" [{Of(change.Kind)} {Of(change.Delivery)}]"));

    private static string Of(EntryKind kind) => kind switch
    {
        EntryKind.Edit => "edit",
        EntryKind.Delete => "deletion",
        EntryKind.Pin => "pin",
        EntryKind.Vote or EntryKind.PollClosed => "vote",
        _ => "reaction",
    };

    /// <summary>A change of the membership as a sentence. Names come from whoever knows them.</summary>
    public static string Of(MembershipChange? change, string actor, Func<AccountId, string> nameOf) => change switch
    {
        MembershipChange.Created { Title.Length: > 0 } created => $"{actor} created “{created.Title}” for {created.MemberCount}",
        MembershipChange.Created => $"{actor} opened the conversation",
        MembershipChange.Added { Accounts: [var joined] } when nameOf(joined) == actor => $"{actor} joined",
        MembershipChange.Added added => $"{actor} added {string.Join(", ", added.Accounts.Select(nameOf))}",
        MembershipChange.Removed { Banned: true } banned => $"{actor} banned {nameOf(banned.Account)}",
        MembershipChange.Removed removed => $"{actor} removed {nameOf(removed.Account)}",
        MembershipChange.Left left => $"{nameOf(left.Account)} left",
        MembershipChange.RoleChanged changed => $"{actor} made {nameOf(changed.Account)} {Of(changed.Role)}",
        MembershipChange.Renamed renamed => $"{actor} named the group “{renamed.Title}”",
        MembershipChange.MessageTimerChanged { After: var after } when after == TimeSpan.Zero => $"{actor} lets messages stay",
        MembershipChange.MessageTimerChanged timer => $"{actor} lets messages expire after {timer.After}",
        MembershipChange.SettingsChanged { Description: { Length: > 0 } text } => $"{actor} described it: {text.ReplaceLineEndings(" ")}",
        MembershipChange.SettingsChanged { SlowMode: { } pause } when pause == TimeSpan.Zero => $"{actor} ended slow mode",
        MembershipChange.SettingsChanged { SlowMode: { } pause } => $"{actor} set slow mode to {pause.TotalSeconds:0} s",
        MembershipChange.SettingsChanged { Handle.Length: > 0 } settings => $"{actor} made it public as @{settings.Handle}",
        MembershipChange.Muted { Until: null } muted => $"{actor} lets {nameOf(muted.Account)} write again",
        MembershipChange.Muted muted => $"{actor} muted {nameOf(muted.Account)}",
        MembershipChange.RolePermissionsChanged changed => $"{actor} changed what each {Of(changed.Role)} may do",
        MembershipChange.MemberPermissionsChanged changed => $"{actor} changed what {nameOf(changed.Account)} may do",
        _ => $"{actor} changed the conversation",
    };

    public static string Of(Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Admin => "admin",
        Role.Moderator => "moderator",
        _ => "member",
    };

    /// <summary>What to call an account. One's own is known even before its profile has come.</summary>
    public static string NameOf(Account account, Account me) =>
        account.Id == me.Id ? me.Name : account.Name.Length > 0 ? account.Name : "somebody";

    /// <summary>All that a message says, as text: its words, its attachments, and what else is in it.</summary>
    public static IEnumerable<string> Parts(TimelineItem item)
    {
        if (item.Forwarded is { } origin)
        {
            yield return $"⤳ from {(origin.From.Name.Length > 0 ? origin.From.Name : "somebody")}:";
        }

        yield return item.Text;
        foreach (var attachment in item.Attachments.IsDefaultOrEmpty ? [] : item.Attachments)
        {
            yield return Of(attachment);
        }

        if (item.Location is { } place)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"[{place.Latitude:0.#####}, {place.Longitude:0.#####} {place.Label}]");
        }

        if (item.Contact is { } card)
        {
            yield return $"[{card.Name} {string.Join(' ', card.Phones.AddRange(card.Emails))}]";
        }

        if (item.Poll is { } poll)
        {
            yield return $"{poll.Question}{(poll.Closed ? " (closed)" : "")}";
            foreach (var (number, option) in poll.Options.Index())
            {
                yield return $"{number + 1}) {option.Text} {option.Count}{(option.Mine ? " ✓" : "")}";
            }
        }

        if (item.Thread is { } thread)
        {
            yield return $"⤷ {thread.ReplyCount} in the thread{(thread.UnreadCount > 0 ? $", {thread.UnreadCount} unread" : "")}";
        }
    }

    public static string Of(Attachment attachment) => $"[{attachment.Name}, {Size(attachment.SizeBytes)}]";

    public static string TitleOf(ConversationSummary summary) =>
        summary.Kind != ConversationKind.Direct ? summary.Title
        : summary.Peer is not { } peer ? "somebody"
        : peer.Name == peer.Handle ? peer.Handle
        : $"{peer.Name} ({peer.Handle})";

    /// <summary>"ada is typing…", without one's own name; empty when nobody is.</summary>
    public static string Typing(ConversationSummary summary) => summary.Typing.Length switch
    {
        0 => "",
        1 => $"{summary.Typing[0].Name} is typing…",
        _ => $"{summary.Typing.Length} are typing…",
    };

    private static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.#} MiB"),
    };
}
