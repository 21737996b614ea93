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
        ? OpenedContent.Read(entry.Entry.Content, entry.Conversation)
        : OpenedContent.Empty;

    public IEnumerable<EntryRow> References => _references.Values;

    /// <summary>Takes a later entry about this one; the same one again changes nothing.</summary>
    public void Add(EntryRow reference) => _references.TryAdd(reference.Sequence, reference);

    /// <summary>Messages and membership changes; not that a direct conversation began, which tells nobody anything.</summary>
    public static bool IsVisible(EntryRow row) =>
        row.Entry.Kind == Wire.EntryKind.Message
        || (row.Entry.Kind == Wire.EntryKind.Membership && !MembershipReader.IsDirectBeginning(row.Entry.Content));

    public static bool IsReference(EntryRow row) =>
        row.Entry.Kind is Wire.EntryKind.Edit or Wire.EntryKind.Delete or Wire.EntryKind.Reaction;
}
