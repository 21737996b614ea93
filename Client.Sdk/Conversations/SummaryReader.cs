using FastChat.Client.Accounts;
using FastChat.Client.Internal;
using FastChat.Client.LocalState;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Conversations;

/// <summary>Makes summaries of what the store knows. Thread-safe: it holds no state of its own.</summary>
internal sealed class SummaryReader(
    LocalStore store, ClientEngine engine, AccountId me, People people, ItemBuilder items, PersonalView personal, TimeProvider time)
{
    /// <summary>A conversation that this device has not heard of has an empty summary of unknown kind.</summary>
    public ConversationSummary Read(ConversationId id) => store.ReadConversation(id) is { } row
        ? Read(row)
        : new ConversationSummary(id, ConversationKind.Unknown, "", 0, 0, Role.None);

    public ConversationSummary Read(ConversationRow row)
    {
        var peer = row.Peer.IsNone() ? null : people.Find(row.Peer);
        var last = LastMessage(row);
        var atEntry = EntryReader.At(row.LastTimeMs);
        var (kept, draft) = store.Read(connection => (PersonalRead.Conversation(connection, row.Id), PersonalRead.Draft(connection, row.Id)));
        var muted = kept.MutedUntilMs > time.GetUtcNow().ToUnixTimeMilliseconds();
        return new ConversationSummary(
            row.Id, Kind(row.Kind), peer is null ? row.Title : peer.Name, row.HeadSequence, row.Unread, (Role)(int)row.MyRole)
        {
            Peer = peer,
            ReadSequence = row.ReadSequence,
            FirstVisibleSequence = row.FirstVisible,
            MemberCount = row.MemberCount,
            LastMessage = last,
            LastActivity = last is { Sequence: null } && last.At > atEntry ? last.At : atEntry,
            Typing = [.. engine.Typing(row.Id).Where(account => account != me).Select(people.Find)],
            MentionCount = row.Left || row.Deleted ? 0 : row.Mentions,
            FirstMention = row.FirstMention,
            Pinned = [.. store.ReadPins(row.Id)],
            MessageTimer = TimeSpan.FromSeconds(row.TimerSeconds),
            Archived = kept.Archived && (muted || row.HeadOrdinal <= (long)kept.ArchivedOrdinal),
            PinPlace = personal.PinPlace(row.Id),
            Folders = [.. kept.Folders.Where(personal.HasFolder).Select(folder => new FolderId(folder))],
            MutedUntil = !muted ? null : kept.MutedUntilMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MaxValue : EntryReader.At(kept.MutedUntilMs),
            Notifications = kept.Level == Wire.NotificationLevel.Unspecified ? personal.Level : (NotificationLevel)(int)kept.Level,
            DraftText = draft is null ? "" : Drafts.Read(draft, row.Id)?.Text ?? "",
            Left = row.Left,
            Deleted = row.Deleted,
        };
    }

    /// <summary>A message of the log with what later entries made of it; null: it is not on this device, or is no message.</summary>
    public TimelineItem? ReadMessage(ConversationId id, long sequence)
    {
        if (store.ReadEntry(id, sequence) is not { Entry.Kind: Wire.EntryKind.Message } entry || store.ReadConversation(id) is not { } row)
            return null;
        var window = new WindowRow(entry);
        foreach (var reference in store.ReadReferences(id, sequence, sequence))
            window.Add(reference);
        return items.Build([window], store.ReadOutbox(id), Receipts.Read(store, row, me), withEchoes: false).FirstOrDefault();
    }

    private TimelineItem? LastMessage(ConversationRow row)
    {
        var outbox = store.ReadOutbox(row.Id);
        var hidden = store.ReadHidden(row.Id);
        var echo = outbox.LastOrDefault(one => one.Entry is { Kind: Wire.EntryKind.Message, TargetSequence: 0 });
        if (echo is not null)
            return items.Echo(echo, outbox.Where(one => one.Target == echo.Message));
        if (row.Preview is not { } preview || hidden.Contains(preview.Sequence))
            return null;
        var folded = new WindowRow(preview);
        foreach (var reference in store.ReadReferences(row.Id, preview.Sequence, preview.Sequence))
            folded.Add(reference);
        return items.Row(folded, outbox.Where(one => (long)one.Entry.TargetSequence == preview.Sequence), Receipts.Read(store, row, me));
    }

    private static ConversationKind Kind(Wire.ConversationKind kind) => kind switch
    {
        Wire.ConversationKind.Direct => ConversationKind.Direct,
        Wire.ConversationKind.Group => ConversationKind.Group,
        Wire.ConversationKind.Channel => ConversationKind.Channel,
        _ => ConversationKind.Unknown,
    };
}
