using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>A conversation as a list shows it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">A group's title; in a direct conversation the other's name.</param>
/// <param name="HeadSequence">The last entry; 0 when there is none.</param>
/// <param name="UnreadCount">Messages of others that the account has not read on any device.</param>
/// <param name="MyRole">What the account may do; <see cref="Role.None"/> after leaving.</param>
public sealed record ConversationSummary(
    ConversationId Id,
    ConversationKind Kind,
    string Title,
    long HeadSequence,
    long UnreadCount,
    Role MyRole)
{
    /// <summary>The other account of a direct conversation; null in a group.</summary>
    public Account? Peer { get; init; }

    /// <summary>
    /// Messages that mention the account or everyone and that it has not read on any device: exact up to 100 from before this
    /// device was there.
    /// </summary>
    public long MentionCount { get; init; }

    /// <summary>The first of them: open a timeline around it. 0: there is none.</summary>
    public long FirstMention { get; init; }

    /// <summary>The pinned messages, the one pinned last at the end. <see cref="Conversation.GetMessageAsync"/> gets one.</summary>
    public ImmutableArray<long> Pinned { get; init; } = [];

    /// <summary>After which messages that are sent now expire; zero: they do not.</summary>
    public TimeSpan MessageTimer { get; init; }

    /// <summary>How far the account has read, on whichever device.</summary>
    public long ReadSequence { get; init; }

    /// <summary>The first entry that the account may see.</summary>
    public long FirstVisibleSequence { get; init; }

    /// <summary>How many members it has.</summary>
    public int MemberCount { get; init; }

    /// <summary>The last message, an unsent one included; null when there is none or it is not on this device.</summary>
    public TimelineItem? LastMessage { get; init; }

    /// <summary>When something last happened in it; the order of <see cref="ChatClient.OpenConversations"/>.</summary>
    public DateTimeOffset LastActivity { get; init; }

    /// <summary>Who is typing now, oneself left out.</summary>
    public ImmutableArray<Account> Typing { get; init; } = [];

    /// <summary>Whether the account has put it into the archive, and no message has brought it back.</summary>
    public bool Archived { get; init; }

    /// <summary>The place among the pinned conversations, from 1; 0: it is not pinned.</summary>
    public int PinPlace { get; init; }

    /// <summary>The folders that it is in.</summary>
    public ImmutableArray<FolderId> Folders { get; init; } = [];

    /// <summary>Until when it is muted, <see cref="DateTimeOffset.MaxValue"/> for good; null: it is not. That the time is over shows with the next change.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>What to notify of while it is not muted: all, mentions or none, by its own level or the account's.</summary>
    public NotificationLevel Notifications { get; init; } = NotificationLevel.All;

    /// <summary>The text of the unsent draft; empty: there is none. <see cref="ConversationPreferences.Draft"/> has all of it.</summary>
    public string DraftText { get; init; } = "";

    /// <summary>Whether the account is no longer a member.</summary>
    public bool Left { get; init; }

    /// <summary>Whether the conversation was destroyed.</summary>
    public bool Deleted { get; init; }

    /// <summary>Equal by value, arrays element by element.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(ConversationSummary? other) =>
        other is not null && Id == other.Id && Kind == other.Kind && Title == other.Title
        && HeadSequence == other.HeadSequence && UnreadCount == other.UnreadCount && MyRole == other.MyRole
        && Peer == other.Peer && ReadSequence == other.ReadSequence
        && FirstVisibleSequence == other.FirstVisibleSequence && MemberCount == other.MemberCount
        && LastMessage == other.LastMessage && LastActivity == other.LastActivity && Left == other.Left
        && Deleted == other.Deleted && MentionCount == other.MentionCount && MessageTimer == other.MessageTimer && FirstMention == other.FirstMention
        && Archived == other.Archived && PinPlace == other.PinPlace && MutedUntil == other.MutedUntil
        && Notifications == other.Notifications && DraftText == other.DraftText && Sequences.Equal(Folders, other.Folders)
        && Sequences.Equal(Pinned, other.Pinned) && Sequences.Equal(Typing, other.Typing);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, HeadSequence, UnreadCount, LastActivity);
}
