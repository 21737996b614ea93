using FastChat.Client.LocalState;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>One visible entry of a window with the later entries about it. Not thread-safe.</summary>
internal sealed class WindowRow(EntryRow entry)
{
    private readonly SortedList<long, EntryRow> _references = [];

    public EntryRow Entry { get; } = entry;

    /// <summary>Its content as first sent; opened once.</summary>
    public OpenedContent Content { get; } = entry.Entry.Kind == Wire.EntryKind.Message
        ? OpenedContent.Read(entry.Entry.Content, entry.Conversation).With(entry.Entry)
        : OpenedContent.Empty;

    public IEnumerable<EntryRow> References => _references.Values;

    /// <summary>The last reply in its thread; null: it has none.</summary>
    public EntryRow? LastReply { get; private set; }

    public bool IsRemoved => (Entry.Entry.Flags & (uint)Wire.EntryFlag.Removed) != 0;

    /// <summary>Takes a later entry about this one; the same one again changes nothing.</summary>
    public void Add(EntryRow reference)
    {
        if (reference.Entry.Kind != Wire.EntryKind.Message)
            _references.TryAdd(reference.Sequence, reference);
        else if (LastReply is null || LastReply.Sequence < reference.Sequence)
            LastReply = reference;
    }

    /// <summary>Messages that are in no thread, and membership changes; not that a direct conversation began, which tells nobody anything.</summary>
    public static bool IsVisible(EntryRow row) =>
        row.Entry is { Kind: Wire.EntryKind.Message, TargetSequence: 0 }
        || (row.Entry.Kind == Wire.EntryKind.Membership && !MembershipReader.IsDirectBeginning(row.Entry.Content));

    public static bool IsReference(EntryRow row) =>
        row.Entry.TargetSequence > 0;
}
