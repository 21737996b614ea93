using System.Numerics;
using FastChat.Protocol;
using FastChat.Protocol.Codec;

namespace FastChat.Server.Handlers;

/// <summary>What the header and size of a client's entry may be, whatever the conversation.</summary>
internal static class EntryRules
{
    /// <summary>Content of a reaction, and of a deletion, at most.</summary>
    private const int ReactionBytesMax = 64;

    private const EntryFlag OfMessages =
        EntryFlag.CountsAsUnread | EntryFlag.Silent | EntryFlag.MentionsEveryone | EntryFlag.Multiple | EntryFlag.Anonymous;

    public static (Code Code, string Message)? Refusal(in EntryFields entry)
    {
        if (entry.MessageId == 0)
        {
            return (Code.Malformed, "message_id is missing.");
        }

        if (entry.Content.Length > ProtocolLimits.MessageBytesMax)
        {
            return (Code.MessageTooLarge, $"The content has at most {ProtocolLimits.MessageBytesMax} bytes.");
        }

        if (entry.MediaIds.Count > ProtocolLimits.MediaPerEntryMax)
        {
            return (Code.LimitReached, $"An entry refers to at most {ProtocolLimits.MediaPerEntryMax} media.");
        }

        if (entry.ExpiresAfterSeconds > (entry.Kind is EntryKind.Message or EntryKind.Edit ? ProtocolLimits.TimerSecondsMax : 0))
        {
            return (Code.Malformed, $"Messages and edits expire, after at most {ProtocolLimits.TimerSecondsMax} seconds.");
        }

        return entry.Kind switch
        {
            EntryKind.Message => OfMessage(in entry),
            EntryKind.Edit => WithTarget(in entry, ProtocolLimits.MessageBytesMax),
            EntryKind.Reaction => WithTarget(in entry, ReactionBytesMax),
            EntryKind.Delete or EntryKind.PollClosed => WithTarget(in entry, contentMax: 0),
            EntryKind.Pin => WithTarget(in entry, contentMax: 0, EntryFlag.Off),
            EntryKind.Vote => WithTarget(in entry, contentMax: 0, choices: true),
            EntryKind.MlsHandshake => (Code.EncryptionNotSupported, "Encrypted conversations are not supported yet."),
            _ => (Code.Malformed, "This kind of entry is not made by clients."),
        };
    }

    /// <summary>The permissions that sending it needs, as far as the entry itself tells.</summary>
    public static Permission Needs(in EntryFields entry) => entry.Kind is EntryKind.Reaction or EntryKind.Vote
        ? Permission.React
        : Permission.Send | (entry.MediaIds.Count > 0 ? Permission.SendMedia : Permission.None);

    private static (Code Code, string Message)? OfMessage(in EntryFields entry)
    {
        if ((entry.Flags & ~(uint)OfMessages) != 0 || entry.Choices != 0)
        {
            return (Code.Malformed, "A message has flags that it cannot have.");
        }

        if (entry.Mentioned.Count > ProtocolLimits.MentionsPerEntryMax)
        {
            return (Code.LimitReached, $"A message mentions at most {ProtocolLimits.MentionsPerEntryMax} accounts.");
        }

        if (entry.PayloadType.Length > ProtocolLimits.PayloadTypeBytesMax
            || entry.PayloadType.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return (Code.Malformed, $"A payload's type has at most {ProtocolLimits.PayloadTypeBytesMax} visible ASCII characters.");
        }

        const EntryFlag OfPolls = EntryFlag.Multiple | EntryFlag.Anonymous;
        if (entry.PollOptions == 0)
        {
            return (entry.Flags & (uint)OfPolls) == 0 && entry.ClosesAfterSeconds == 0
                ? null
                : (Code.Malformed, "What is no poll has no options.");
        }

        return entry.PollOptions is >= 2 and <= ProtocolLimits.PollOptionsMax
            ? null
            : (Code.Malformed, $"A poll has 2 to {ProtocolLimits.PollOptionsMax} options.");
    }

    private static (Code Code, string Message)? WithTarget(
        in EntryFields entry, int contentMax, EntryFlag flags = EntryFlag.None, bool choices = false)
    {
        if (entry.TargetSequence == 0)
        {
            return (Code.Malformed, "target_sequence is missing.");
        }

        if (entry.Content.Length > contentMax)
        {
            return (Code.MessageTooLarge, $"The content has at most {contentMax} bytes here.");
        }

        return (entry.Flags & ~(uint)(flags | EntryFlag.Silent)) == 0
            && entry is { Mentioned.Count: 0, PollOptions: 0, PayloadType.IsEmpty: true, ClosesAfterSeconds: 0 }
            && (choices || entry.Choices == 0)
            ? null
            : (Code.Malformed, "Only messages have such fields or flags.");
    }

    /// <summary>Why a vote's choices do not fit a poll, or null.</summary>
    public static (Code Code, string Message)? ChoicesRefusal(uint choices, uint options, bool multiple)
    {
        if (BitOperations.Log2(choices) >= options && choices != 0)
        {
            return (Code.Malformed, "The poll has no such option.");
        }

        return multiple || BitOperations.PopCount(choices) <= 1 ? null : (Code.Malformed, "One option may be chosen.");
    }
}
