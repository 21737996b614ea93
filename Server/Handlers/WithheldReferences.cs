using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Handlers;

/// <summary>
/// Threads and pins of a direct conversation where a side had blocked the other: for each side, made by those entries alone that reach it. The
/// rows beside the log are both sides' own, so where they tell of a withheld entry, the log is asked for the one before it. Of pins they hold
/// what is pinned for either.
/// </summary>
internal sealed class WithheldReferences(IConversationPages pages)
{
    private readonly ReferenceReader _references = new(pages);

    /// <summary>How far a thread has come; null: no reply in it reaches the member.</summary>
    public ThreadRecord? Thread(ConversationId conversation, ulong root, ThreadRecord thread, WithheldRecord withheld)
    {
        if (!withheld.Holds(thread.LastSequence)) return thread;
        return Newest(conversation, root, EntryKind.Message, withheld) is { } last
            ? new ThreadRecord(last.Entries[0].ThreadOrdinal, last.FirstSequence, last.ServerTimeMs)
            : null;
    }

    /// <summary>Whether the last pin of a message that reaches the member holds.</summary>
    public bool IsPinned(ConversationId conversation, ulong message, WithheldRecord withheld) =>
        !withheld.Holds(message)
        && (Newest(conversation, message, EntryKind.Pin, withheld)?.Entries[0].Flags & (uint)EntryFlag.Off) == 0;

    /// <summary>The newest entry about a message that reaches the member, in a block of its own.</summary>
    private Block? Newest(ConversationId conversation, ulong target, EntryKind kind, WithheldRecord withheld)
    {
        Block? newest = null;
        var before = withheld.Cap(ulong.MaxValue - 1) + 1;
        ulong found = 0;
        pages.ReadTargetsBackward(conversation, target, before, (_, sequence, of) =>
        {
            if (of != kind || withheld.Holds(sequence)) return true;
            found = sequence;
            return false;
        });
        if (found > 0)
        {
            _references.TryRead(conversation, [found], block =>
            {
                newest = Block.Parser.ParseFrom(block);
                return true;
            });
        }

        return newest;
    }
}
