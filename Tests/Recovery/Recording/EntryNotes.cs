using System.Diagnostics;
using FastChat.Protocol;
using FastChat.Tests.Recovery.History;
using FastChat.Tests.Recovery.Journals;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>Turns what a device reads on the wire into journal events.</summary>
internal sealed class EntryNotes(Roster roster, int client)
{
    public JournalEvent New(JournalKind kind, int conversation) =>
        new() { Kind = kind, Ticks = Stopwatch.GetTimestamp(), Client = client, Conversation = conversation };

    /// <summary>An event for each entry, and one for the block's ordinal.</summary>
    public IEnumerable<JournalEvent> Of(Block block, JournalKind kind, int connection)
    {
        var conversation = NumberOf(block);
        var ticks = Stopwatch.GetTimestamp();
        for (var i = 0; i < block.Entries.Count; i++)
        {
            var entry = Entry(block, i);
            yield return new JournalEvent
            {
                Kind = kind,
                Ticks = ticks,
                Client = client,
                Connection = connection,
                Conversation = conversation,
                Sequence = entry.Sequence,
                MessageId = entry.MessageId,
                Number = entry.Number,
                Hash = entry.Hash,
                Sender = entry.Sender,
            };
        }
        yield return new JournalEvent
        {
            Kind = JournalKind.Ordinal,
            Ticks = ticks,
            Client = client,
            Connection = connection,
            Conversation = conversation,
            Sequence = block.FirstSequence + (ulong)block.Entries.Count - 1,
            Number = block.UnreadOrdinal,
        };
    }

    public int NumberOf(Block block) =>
        roster.NumberOf(ConversationId.TryRead(block.ConversationId.Span, out var id) ? id : throw new InvalidDataException("a block without a conversation"));

    public LogEntry Entry(Block block, int index)
    {
        var entry = block.Entries[index];
        var byServer = entry.Kind == EntryKind.Membership;
        return new LogEntry(
            block.FirstSequence + (ulong)index,
            byServer || !DeviceId.TryRead(entry.SenderDevice.Span, out var device) ? JournalEvent.Nobody : roster.NumberOf(device),
            entry.MessageId,
            entry.SendNumber,
            ContentHash.Of(entry.Content.Span),
            (entry.Flags & (uint)EntryFlag.CountsAsUnread) != 0);
    }
}
