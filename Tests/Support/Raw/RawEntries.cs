using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Tests.Support.Raw;

/// <summary>Entries as a careful client makes them, each with a new message id.</summary>
internal static class RawEntries
{
    private static readonly IdSource Ids = new(TimeProvider.System);

    public static OutgoingEntry Text(string text) => new()
    {
        Kind = EntryKind.Message,
        MessageId = Ids.NewMessageId(),
        Flags = (uint)EntryFlag.CountsAsUnread,
        Content = new MessageContent { Text = text }.ToByteString(),
    };

    public static OutgoingEntry Edit(ulong target, string text) => new()
    {
        Kind = EntryKind.Edit,
        MessageId = Ids.NewMessageId(),
        TargetSequence = target,
        Content = new MessageContent { Text = text }.ToByteString(),
    };

    public static OutgoingEntry Delete(ulong target) => new()
    {
        Kind = EntryKind.Delete,
        MessageId = Ids.NewMessageId(),
        TargetSequence = target,
    };

    public static OutgoingEntry Reaction(ulong target, string emoji, bool removed = false) => new()
    {
        Kind = EntryKind.Reaction,
        MessageId = Ids.NewMessageId(),
        TargetSequence = target,
        Content = new ReactionContent { Emoji = emoji, Removed = removed }.ToByteString(),
    };

    /// <summary>An entry without content about a message: a pin, the end of a poll.</summary>
    public static OutgoingEntry About(EntryKind kind, ulong target) => new()
    {
        Kind = kind,
        MessageId = Ids.NewMessageId(),
        TargetSequence = target,
    };

    public static OutgoingEntry Vote(ulong poll, uint choices)
    {
        var entry = About(EntryKind.Vote, poll);
        entry.Choices = choices;
        return entry;
    }

    public static OutgoingEntry Everyone(string text)
    {
        var entry = Text(text);
        entry.Flags |= (uint)EntryFlag.MentionsEveryone;
        return entry;
    }

    /// <summary>A message in a thread.</summary>
    public static OutgoingEntry Reply(ulong root, string text)
    {
        var entry = Text(text);
        entry.TargetSequence = root;
        return entry;
    }

    public static OutgoingEntry Poll(EntryFlag flags = EntryFlag.None)
    {
        var entry = Text("a poll");
        entry.Flags |= (uint)flags;
        entry.PollOptions = 2;
        entry.Content = new MessageContent { Poll = new PollContent { Question = "?", Options = { "a", "b" } } }.ToByteString();
        return entry;
    }

    /// <summary>A message that refers to media.</summary>
    public static OutgoingEntry WithMedia(string text, params MediaId[] media)
    {
        var content = new MessageContent { Text = text };
        content.Attachments.AddRange(media.Select(id => new Attachment { MediaId = id.ToByteString(), Name = "attached" }));
        var entry = Text(text);
        entry.MediaIds.AddRange(media.Select(id => id.ToByteString()));
        entry.Content = content.ToByteString();
        return entry;
    }
}
