using System.Collections.Immutable;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>
/// A message with what later entries made of it: the last edit, a deletion, reactions. Applied in the order of the log, unsent
/// ones of this device on top. Not thread-safe; lives as long as one fold.
/// </summary>
internal sealed class MessageFold(ConversationId conversation, AccountId me, OpenedContent content, PollFold? poll = null)
{
    private readonly List<(string Emoji, AccountId Account)> _reactions = [];

    public OpenedContent Content { get; private set; } = content;

    public bool Edited { get; private set; }

    public bool Deleted { get; private set; }

    public bool Pinned { get; private set; }

    public Poll? Poll => Deleted ? null : poll?.Result();

    public void Apply(EntryRow reference)
    {
        var entry = reference.Entry;
        Apply(entry.Kind, EntryReader.Sender(entry), entry.Content, entry.Flags);
        poll?.Apply(entry.Kind, EntryReader.Sender(entry), entry.Choices, entry.Content, reference.TimeMs);
    }

    /// <summary>The content was removed from the log itself.</summary>
    public void Remove()
    {
        Content = OpenedContent.Empty;
        Deleted = true;
    }

    /// <summary>One's own change that is not in the log yet. A refused one shows no effect.</summary>
    public void Apply(OutboxRow unsent)
    {
        if (unsent.State == OutboxState.Refused)
            return;
        Apply(unsent.Entry.Kind, me, unsent.Entry.Content, unsent.Entry.Flags);
        poll?.Apply(unsent.Entry.Kind, me, unsent.Entry.Choices, unsent.Entry.Content, unsent.CreatedMs);
    }

    /// <summary>The reactions by emoji, in the order in which each first appeared.</summary>
    public ImmutableArray<Reaction> Reactions()
    {
        if (Deleted || _reactions.Count == 0)
            return [];
        return [.. _reactions.GroupBy(reaction => reaction.Emoji, StringComparer.Ordinal).Select(group =>
            new Reaction(group.Key, [.. group.Select(one => one.Account)], group.Any(one => one.Account == me)))];
    }

    private void Apply(Wire.EntryKind kind, AccountId account, ByteString bytes, uint flags)
    {
        switch (kind)
        {
            case Wire.EntryKind.Pin:
                Pinned = (flags & (uint)Wire.EntryFlag.Off) == 0;
                break;
            case Wire.EntryKind.Edit when !Deleted:
                // What was cut out of an edit is in none: a later edit took its place, or the message is removed.
                if ((flags & (uint)(Wire.EntryFlag.Removed | Wire.EntryFlag.Superseded)) == 0)
                    Content = OpenedContent.Read(bytes, conversation);
                Edited = true;
                break;
            case Wire.EntryKind.Delete:
                Remove();
                break;
            case Wire.EntryKind.Reaction when EntryReader.Reaction(bytes) is { } reaction:
                React(reaction.Emoji, account, reaction.Removed);
                break;
            default:
                break;
        }
    }

    private void React(string emoji, AccountId account, bool removed)
    {
        var at = _reactions.IndexOf((emoji, account));
        if (removed && at >= 0)
            _reactions.RemoveAt(at);
        else if (!removed && at < 0)
            _reactions.Add((emoji, account));
    }
}
