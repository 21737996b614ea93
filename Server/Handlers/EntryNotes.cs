using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>What a message's header says that has to be noted beside the log. Of a plain message: nothing.</summary>
internal static class EntryNotes
{
    public static void Add(SendCommand command, in EntryFields message, ref Permission needs)
    {
        foreach (var bytes in message.Mentioned)
        {
            if (AccountId.TryRead(bytes, out var account) && !account.IsNone())
            {
                command.NoteMention(account);
            }
        }

        if ((message.Flags & (uint)EntryFlag.MentionsEveryone) != 0)
        {
            command.NoteMention(AccountId.None);
            needs |= Permission.MentionEveryone;
        }

        if (message.ExpiresAfterSeconds > 0)
        {
            command.NoteExpiry(message.ExpiresAfterSeconds);
        }

        if (!message.PayloadType.IsEmpty)
        {
            command.NotePayload(message.PayloadType);
        }
    }
}
