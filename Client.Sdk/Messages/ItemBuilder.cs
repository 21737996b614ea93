using System.Collections.Immutable;
using FastChat.Client.Accounts;
using FastChat.Client.Conversations;
using FastChat.Client.LocalState;
using FastChat.Client.Media;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>Makes public rows of stored entries and of echoes. Thread-safe: it holds no state of its own.</summary>
internal sealed class ItemBuilder(AccountId me, People people, UploadBoard uploads, LocalStore store)
{
    private static readonly ImmutableArray<OutboxRow> None = [];
    private static readonly Dictionary<long, WindowRow> NoRows = [];

    private readonly QuoteReader _quotes = new(store, me, people);

    /// <summary>The rows of a window, the echoes of the outbox below them.</summary>
    /// <param name="window">Entries of the log, ascending.</param>
    /// <param name="outbox">The outbox as read <em>before</em> the log, so that a message that was acked in between is in one of them.</param>
    /// <param name="receipts">How far the others have read and received.</param>
    /// <param name="withEchoes">Whether the window reaches the end of the log.</param>
    public ImmutableArray<TimelineItem> Build(
        IReadOnlyList<WindowRow> window, IReadOnlyList<OutboxRow> outbox, Receipts receipts, bool withEchoes)
    {
        var unsent = outbox.Where(row => row.Entry.Kind != Wire.EntryKind.Message).ToLookup(Target);
        var items = ImmutableArray.CreateBuilder<TimelineItem>(window.Count + outbox.Count);
        var keys = new HashSet<MessageId>();
        var bySequence = window.ToDictionary(row => row.Entry.Sequence);
        var cursors = window.Any(row => row.LastReply is not null) ? store.ReadThreadCursors(window[0].Entry.Conversation) : null;
        var hidden = window.Count == 0 ? HiddenMessages.None : store.ReadHidden(window[0].Entry.Conversation);
        foreach (var row in window)
        {
            if (hidden.Contains(row.Entry.Sequence))
                continue;
            var key = EntryReader.Id(row.Entry);
            var overlay = unsent[((long)row.Entry.Sequence, default)].Concat(unsent[(0, key)]);
            var item = Row(row, overlay, receipts, bySequence) with { Key = Unique(key, row.Entry.Sequence, keys) };
            items.Add(row.LastReply is { } reply ? item with { Thread = Thread(row, reply, cursors!) } : item);
        }

        foreach (var echo in withEchoes ? outbox.Where(row => row.Entry is { Kind: Wire.EntryKind.Message, TargetSequence: 0 }) : None)
        {
            if (keys.Add(echo.Message))
                items.Add(Echo(echo, unsent[(0, echo.Message)], bySequence));
        }

        return items.DrainToImmutable();
    }

    /// <summary>An entry with the entries about it.</summary>
    public TimelineItem Row(
        WindowRow row, IEnumerable<OutboxRow> unsent, Receipts receipts, IReadOnlyDictionary<long, WindowRow>? window = null)
    {
        var header = row.Entry.Entry;
        var poll = PollFold.Of(row.Content, header.PollOptions, header.Flags, header.ClosesAfterSeconds, row.Entry.TimeMs, me);
        var fold = new MessageFold(row.Entry.Conversation, me, row.Content, poll);
        foreach (var reference in row.References)
            fold.Apply(reference);
        if (row.IsRemoved)
            fold.Remove();
        foreach (var change in unsent)
            fold.Apply(change);
        var sender = EntryReader.Sender(row.Entry.Entry);
        var item = Item(
            EntryReader.Id(row.Entry), fold, sender, EntryReader.At(row.Entry.TimeMs), Delivered(row.Entry.Sequence, sender, receipts));
        return item with
        {
            Sequence = row.Entry.Sequence,
            Kind = EntryReader.Kind(row.Entry.Entry.Kind),
            Membership = row.Entry.Entry.Kind == Wire.EntryKind.Membership ? MembershipReader.Read(row.Entry.Entry.Content) : null,
            Unsent = Unsent(unsent),
            ThreadRoot = header.Kind == Wire.EntryKind.Message && header.TargetSequence > 0 ? (long)header.TargetSequence : null,
            Quote = Quote(row.Entry.Conversation, fold, window),
        };
    }

    /// <summary>A message that is not in the log yet.</summary>
    public TimelineItem Echo(OutboxRow echo, IEnumerable<OutboxRow> unsent, IReadOnlyDictionary<long, WindowRow>? window = null)
    {
        var header = echo.Entry;
        var content = OpenedContent.Read(header.Content, echo.Conversation)
            .With(new Wire.Entry { MentionedAccounts = { header.MentionedAccounts }, Flags = header.Flags });
        var poll = PollFold.Of(content, header.PollOptions, header.Flags, header.ClosesAfterSeconds, echo.CreatedMs, me);
        var fold = new MessageFold(echo.Conversation, me, content, poll);
        foreach (var change in unsent)
            fold.Apply(change);
        return Item(echo.Message, fold, me, EntryReader.At(echo.CreatedMs), Waiting(echo)) with
        {
            Unsent = Unsent(unsent),
            ThreadRoot = header.TargetSequence > 0 ? (long)header.TargetSequence : null,
            Quote = Quote(echo.Conversation, fold, window),
        };
    }

    private Quote? Quote(ConversationId id, MessageFold fold, IReadOnlyDictionary<long, WindowRow>? window) =>
        fold.Content.ReplyToSequence is { } sequence ? _quotes.Read(id, sequence, window ?? NoRows) : null;

    private ThreadSummary Thread(WindowRow root, EntryRow last, IReadOnlyDictionary<long, long> cursors)
    {
        var count = (long)last.Entry.ThreadOrdinal;
        var follows = cursors.TryGetValue(root.Entry.Sequence, out var read) || EntryReader.Sender(root.Entry.Entry) == me;
        return new ThreadSummary(
            root.Entry.Sequence, (int)count, last.Sequence, EntryReader.At(last.TimeMs), follows ? (int)Math.Max(0, count - read) : 0)
        {
            LastSender = people.Find(EntryReader.Sender(last.Entry)),
        };
    }

    private TimelineItem Item(MessageId key, MessageFold fold, AccountId sender, DateTimeOffset at, Delivery delivery) => new(
        key,
        null,
        EntryKind.Message,
        people.Find(sender),
        at,
        fold.Content.Text,
        fold.Content.Attachments,
        fold.Reactions(),
        fold.Edited,
        fold.Deleted,
        delivery,
        fold.Content.State)
    {
        Entities = fold.Content.Entities,
        ReplyToSequence = fold.Content.ReplyToSequence,
        Mentions = fold.Content.Mentions,
        MentionsEveryone = fold.Content.MentionsEveryone,
        Custom = fold.Content.Custom,
        MentionsMe = sender != me && (fold.Content.MentionsEveryone || fold.Content.Mentions.Contains(me)),
        Pinned = fold.Pinned,
        Forwarded = EntryReader.Origin(fold.Content, people),
        Location = fold.Content.Location,
        Contact = fold.Content.Contact,
        Poll = fold.Poll,
    };

    private Delivery Delivered(long sequence, AccountId sender, Receipts receipts)
    {
        if (sender != me)
            return Delivery.Sent;
        if (receipts.ReadSequence >= sequence)
            return Delivery.Read;
        return receipts.DeliveredSequence >= sequence ? Delivery.Delivered : Delivery.Sent;
    }

    private Delivery Waiting(OutboxRow echo) => echo.State switch
    {
        OutboxState.Uploading => new Delivery(DeliveryState.Uploading, echo.Code, false, echo.RetryAt, uploads.Find(echo.Message)),
        OutboxState.Sending => new Delivery(DeliveryState.Sending, echo.Code, false, echo.RetryAt),
        OutboxState.Refused => new Delivery(DeliveryState.Refused, echo.Code, echo.CanRetry, echo.RetryAt),
        _ => new Delivery(DeliveryState.Queued, echo.Code, false, echo.RetryAt),
    };

    private ImmutableArray<UnsentChange> Unsent(IEnumerable<OutboxRow> unsent) =>
        [.. unsent.Select(row => new UnsentChange(row.Message, EntryReader.Kind(row.Entry.Kind), Waiting(row)))];

    private static (long Sequence, MessageId Message) Target(OutboxRow row) =>
        row.Entry.TargetSequence > 0 ? ((long)row.Entry.TargetSequence, default) : (0, row.Target);

    // Ids are chosen by the sending devices, so somebody may repeat one; the later row gets a key of its own.
    private static MessageId Unique(MessageId key, long sequence, HashSet<MessageId> keys)
    {
        while (!keys.Add(key))
            key = new MessageId((key.Value ^ (ulong)sequence) + 1);
        return key;
    }
}
