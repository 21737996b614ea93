using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>One row of a <see cref="Timeline"/>: a message with its edits and reactions folded in, or a membership change.</summary>
/// <param name="Key">The row's key, the same from the unsent echo to the log.</param>
/// <param name="Sequence">Its place in the log; null until the server has it.</param>
/// <param name="Kind"><see cref="EntryKind.Message"/> or <see cref="EntryKind.Membership"/>.</param>
/// <param name="Sender">Who wrote it, with the profile known now. Of a membership change: who made it.</param>
/// <param name="At">When the server stored it; of an echo, when it was written on this device.</param>
/// <param name="Text">Its text as last edited; empty when deleted.</param>
/// <param name="Attachments">Its attachments as last edited.</param>
/// <param name="Reactions">Emojis on it, in the order in which they first appeared.</param>
/// <param name="Edited">Whether it was edited.</param>
/// <param name="Deleted">Whether it was taken away; its content is then empty.</param>
/// <param name="Delivery">How far it has come.</param>
/// <param name="Content">Whether its content can be shown.</param>
public sealed record TimelineItem(
    MessageId Key,
    long? Sequence,
    EntryKind Kind,
    Account Sender,
    DateTimeOffset At,
    string Text,
    ImmutableArray<Attachment> Attachments,
    ImmutableArray<Reaction> Reactions,
    bool Edited,
    bool Deleted,
    Delivery Delivery,
    ContentState Content)
{
    /// <summary>Formatting of <see cref="Text"/>.</summary>
    public ImmutableArray<TextEntity> Entities { get; init; } = [];

    /// <summary>The sequence of the message that this one answers; null if it answers none.</summary>
    public long? ReplyToSequence { get; init; }

    /// <summary>Whom it mentions.</summary>
    public ImmutableArray<AccountId> Mentions { get; init; } = [];

    /// <summary>Whether it mentions every member.</summary>
    public bool MentionsEveryone { get; init; }

    /// <summary>The application's own data in it.</summary>
    public CustomPayload? Custom { get; init; }

    /// <summary>The message that this one answers, as it stands now; null if it answers none.</summary>
    public Quote? Quote { get; init; }

    /// <summary>The message in whose thread it is a reply; null: it is none.</summary>
    public long? ThreadRoot { get; init; }

    /// <summary>The thread under it; null: there is none.</summary>
    public ThreadSummary? Thread { get; init; }

    /// <summary>Whether it mentions the signed-in account, or everyone.</summary>
    public bool MentionsMe { get; init; }

    /// <summary>Whether it is pinned.</summary>
    public bool Pinned { get; init; }

    /// <summary>Where it comes from; null: it was not forwarded.</summary>
    public ForwardOrigin? Forwarded { get; init; }

    /// <summary>A place in it.</summary>
    public GeoLocation? Location { get; init; }

    /// <summary>Somebody's card in it.</summary>
    public ContactCard? Contact { get; init; }

    /// <summary>The poll in it, as it stands.</summary>
    public Poll? Poll { get; init; }

    /// <summary>What changed; only with <see cref="EntryKind.Membership"/>.</summary>
    public MembershipChange? Membership { get; init; }

    /// <summary>
    /// One's own changes of the message that are not in the log yet, in the order in which they were made. The row shows their effect
    /// already, but not that of refused ones.
    /// </summary>
    public ImmutableArray<UnsentChange> Unsent { get; init; } = [];

    /// <summary>Equal by value, arrays element by element.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(TimelineItem? other) =>
        other is not null && Key == other.Key && Sequence == other.Sequence && Kind == other.Kind
        && Sender == other.Sender && At == other.At && Text == other.Text && Edited == other.Edited
        && Deleted == other.Deleted && Delivery == other.Delivery && Content == other.Content
        && ReplyToSequence == other.ReplyToSequence && MentionsEveryone == other.MentionsEveryone
        && Custom == other.Custom && Membership == other.Membership && Quote == other.Quote && ThreadRoot == other.ThreadRoot
        && Thread == other.Thread && MentionsMe == other.MentionsMe && Pinned == other.Pinned && Forwarded == other.Forwarded
        && Location == other.Location && Contact == other.Contact && Poll == other.Poll
        && Sequences.Equal(Attachments, other.Attachments) && Sequences.Equal(Reactions, other.Reactions)
        && Sequences.Equal(Entities, other.Entities) && Sequences.Equal(Mentions, other.Mentions)
        && Sequences.Equal(Unsent, other.Unsent);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Sequence, Text, Delivery);
}
