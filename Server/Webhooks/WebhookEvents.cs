using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;

namespace FastChat.Server.Webhooks;

/// <summary>Reads entries of logs as events. Thread-safe.</summary>
internal sealed class WebhookEvents(ChatDatabase database)
{
    /// <summary>All names that a webhook can ask for.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetValues<EntryKind>().Select(NameOf).OfType<string>().Distinct()];

    /// <summary>Events of a log after a sequence, of at most so many entries; and up to where it was read.</summary>
    public (IReadOnlyList<WebhookEvent> Events, ulong Through) Read(
        ConversationId conversation, ulong after, int entriesMax, IReadOnlyList<string> names, bool withContent)
    {
        var isPlain = database.Conversations.ReadRecord(conversation)?.Encryption == Encryption.None;
        var events = new List<WebhookEvent>();
        var through = after;
        database.Blocks.ReadForward(conversation, after + 1, (_, block) =>
        {
            if (!BlockReader.TryOpen(block, out var reader)) return false;
            while (through - after < (ulong)entriesMax && reader.TryRead(out var entry))
            {
                if (entry.Sequence <= through) continue;
                through = entry.Sequence;
                if (NameOf(entry.Kind) is { } name && (names.Count == 0 || names.Contains(name)))
                    events.Add(EventOf(conversation, in entry, name, reader.ServerTimeMs, withContent && isPlain));
            }

            return through - after < (ulong)entriesMax;
        });
        return (events, through);
    }

    private static WebhookEvent EventOf(ConversationId conversation, in BlockEntry entry, string name, long timeMs, bool withContent) => new(
        conversation,
        entry.Sequence,
        entry.Kind,
        name,
        timeMs,
        entry.SenderAccount,
        entry.SenderDevice,
        entry.MessageId,
        entry.TargetSequence,
        entry.Flags,
        Ids<AccountId>(entry.Fields.Mentioned),
        Ids<MediaId>(entry.MediaIds),
        withContent ? entry.Content.ToArray() : []);

    private static List<T> Ids<T>(in EntryIdList ids)
        where T : struct, IIdentifier<T>
    {
        var found = new List<T>(ids.Count);
        foreach (var bytes in ids)
        {
            if (Identifier.TryRead<T>(bytes, out var id)) found.Add(id);
        }

        return found;
    }

    private static string? NameOf(EntryKind kind) => kind switch
    {
        EntryKind.Message => "message.created",
        EntryKind.Edit => "message.edited",
        EntryKind.Delete => "message.deleted",
        EntryKind.Reaction => "message.reaction",
        EntryKind.Pin => "message.pinned",
        EntryKind.Membership => "conversation.changed",
        EntryKind.Vote or EntryKind.PollTally => "poll.voted",
        EntryKind.PollClosed => "poll.closed",
        _ => null,
    };
}
