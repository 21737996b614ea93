using FastChat.Protocol;
using FastChat.Protocol.Codec;

namespace FastChat.Server.Handlers;

/// <summary>What the header and size of a client's entry may be, whatever the conversation.</summary>
internal static class EntryRules
{
    /// <summary>Content of a reaction, and of a deletion, at most.</summary>
    private const int ReactionBytesMax = 64;

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

        if (entry.ExpiresAfterSeconds != 0)
        {
            return (Code.NotSupported, "Expiring messages are not supported yet.");
        }

        if ((entry.Flags & ~(uint)(EntryFlag.CountsAsUnread | EntryFlag.Silent)) != 0)
        {
            return (Code.Malformed, "flags has unknown bits.");
        }

        return entry.Kind switch
        {
            EntryKind.Message => entry.TargetSequence == 0 ? null : (Code.Malformed, "A message has no target."),
            EntryKind.Edit => WithTarget(in entry, ProtocolLimits.MessageBytesMax),
            EntryKind.Reaction => WithTarget(in entry, ReactionBytesMax),
            EntryKind.Delete => WithTarget(in entry, contentMax: 0),
            EntryKind.Pin => (Code.NotSupported, "Pins are not supported yet."),
            EntryKind.MlsHandshake => (Code.EncryptionNotSupported, "Encrypted conversations are not supported yet."),
            _ => (Code.Malformed, "This kind of entry is not made by clients."),
        };
    }

    private static (Code Code, string Message)? WithTarget(in EntryFields entry, int contentMax)
    {
        if (entry.TargetSequence == 0)
        {
            return (Code.Malformed, "target_sequence is missing.");
        }

        if (entry.Content.Length > contentMax)
        {
            return (Code.MessageTooLarge, $"The content has at most {contentMax} bytes here.");
        }

        return (entry.Flags & (uint)EntryFlag.CountsAsUnread) == 0
            ? null
            : (Code.Malformed, "Only messages count as unread.");
    }
}
