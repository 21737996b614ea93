using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>One entry of a conversation's log, as it was stored: nothing is folded into anything.</summary>
/// <param name="Conversation">Whose log.</param>
/// <param name="Sequence">Its place: 1, 2, 3 … without gaps, the same for every member and device.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The message's id. Entries made by the server have one too.</param>
/// <param name="Sender">Who wrote it, with the profile known now.</param>
/// <param name="At">When the server stored it; never decreasing within a conversation.</param>
/// <param name="Text">The text of a message or an edit; otherwise empty.</param>
public sealed record Entry(
    ConversationId Conversation,
    long Sequence,
    EntryKind Kind,
    MessageId Id,
    Account Sender,
    DateTimeOffset At,
    string Text)
{
    /// <summary>The message that this entry is about, or in whose thread it is a reply; null: none.</summary>
    public long? TargetSequence { get; init; }

    /// <summary>Attachments of a message or an edit.</summary>
    public ImmutableArray<Attachment> Attachments { get; init; } = [];

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

    /// <summary>The emoji of a reaction; otherwise empty.</summary>
    public string Emoji { get; init; } = "";

    /// <summary>Whether a reaction takes its emoji off, or a pin is taken off.</summary>
    public bool Removed { get; init; }

    /// <summary>What changed; only with <see cref="EntryKind.Membership"/>.</summary>
    public MembershipChange? Membership { get; init; }

    /// <summary>Whether its content was deleted or has expired: nothing of it is kept.</summary>
    public bool ContentRemoved { get; init; }

    /// <summary>A place in it.</summary>
    public GeoLocation? Location { get; init; }

    /// <summary>Somebody's card in it.</summary>
    public ContactCard? Contact { get; init; }

    /// <summary>Where it comes from; null: it was not forwarded.</summary>
    public ForwardOrigin? Forwarded { get; init; }

    /// <summary>The options of a vote, from 0; empty takes it back.</summary>
    public ImmutableArray<int> Choices { get; init; } = [];

    /// <summary>Whether its content can be shown.</summary>
    public ContentState Content { get; init; }

    /// <summary>Equal by value, arrays element by element.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(Entry? other) =>
        other is not null && Conversation == other.Conversation && Sequence == other.Sequence && Kind == other.Kind
        && Id == other.Id && Sender == other.Sender && At == other.At && Text == other.Text
        && TargetSequence == other.TargetSequence && ReplyToSequence == other.ReplyToSequence
        && MentionsEveryone == other.MentionsEveryone && Custom == other.Custom && Emoji == other.Emoji
        && Removed == other.Removed && ContentRemoved == other.ContentRemoved && Location == other.Location
        && Contact == other.Contact && Forwarded == other.Forwarded && Sequences.Equal(Choices, other.Choices) && Membership == other.Membership && Content == other.Content
        && Sequences.Equal(Attachments, other.Attachments) && Sequences.Equal(Entities, other.Entities)
        && Sequences.Equal(Mentions, other.Mentions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Conversation, Sequence, Id);
}
