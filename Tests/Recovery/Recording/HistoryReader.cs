using FastChat.Protocol;
using FastChat.Tests.Recovery.History;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Recovery.Recording;

/// <summary>Reads a conversation's log over the wire.</summary>
internal static class HistoryReader
{
    public static async Task<HistoryPage> PageAsync(RawClient client, ConversationId conversation, ulong after, int limit)
    {
        var answer = await client.RequestAsync(new ClientFrame
        {
            FetchHistory = new FetchHistory { ConversationId = conversation.ToByteString(), After = after, Limit = (uint)limit },
        });
        return answer.BodyCase == ServerFrame.BodyOneofCase.HistoryPage
            ? answer.HistoryPage
            : throw new InvalidDataException($"no history page: {answer}");
    }

    /// <summary>Everything that this member may see, as it is now.</summary>
    public static async Task<FinalHistory> AllAsync(RawClient client, Roster roster, int device, int conversation)
    {
        var notes = new EntryNotes(roster, device);
        var entries = new List<LogEntry>();
        HistoryPage page;
        do
        {
            var last = entries.Count == 0 ? 0 : entries[^1].Sequence;
            page = await PageAsync(client, roster.Conversation(conversation), last, ProtocolLimits.HistoryPageEntriesMax);
            foreach (var block in page.Blocks)
            {
                for (var i = 0; i < block.Entries.Count; i++)
                {
                    if (notes.Entry(block, i) is var entry && entry.Sequence > last) // pages may reach beyond what was asked
                        entries.Add(entry);
                }
            }
        }
        while (page.Blocks.Count > 0 && entries.Count > 0 && entries[^1].Sequence < page.HeadSequence);
        return new FinalHistory(device, conversation, Math.Max(1, page.FirstVisibleSequence), page.HeadSequence, entries);
    }
}
