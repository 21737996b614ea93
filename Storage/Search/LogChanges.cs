using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Index;
using FastChat.Storage.Messages;

namespace FastChat.Storage.Search;

/// <summary>What a run of the log adds to an index: new messages, edited older ones, and what is no longer true.</summary>
internal sealed class LogChanges
{
    private readonly ConversationId _conversation;
    private readonly ulong _first;
    private readonly MessageReader _messages;
    private readonly List<SearchDocument?> _new = [];
    private readonly SortedDictionary<long, SearchDocument> _edited = [];
    private ulong _last;
    private int _bytes;

    private LogChanges(ConversationId conversation, ulong first, MessageReader messages)
    {
        (_conversation, _first, _messages) = (conversation, first, messages);
        _last = first - 1;
    }

    /// <summary>The last entry that was read.</summary>
    public ulong Last => _last;

    /// <summary>Older messages that were edited or deleted.</summary>
    public HashSet<long> Masks { get; } = [];

    /// <summary>An older message was deleted.</summary>
    public bool HasDeletions { get; private set; }

    /// <summary>Messages as they are now, by sequence: older ones that were edited, then the new ones.</summary>
    public IEnumerable<SearchDocument> Documents => _edited.Values.Concat(_new.OfType<SearchDocument>());

    /// <summary>Reads from an entry up to another one, or as much as is allowed at once.</summary>
    public static LogChanges Read(
        BlockTable blocks, ConversationId conversation, ulong first, ulong last, int entriesMax, int bytesMax = int.MaxValue)
    {
        var changes = new LogChanges(conversation, first, new MessageReader(blocks));
        if (last < first) return changes;
        bool Visit(ulong _, ReadOnlySpan<byte> block) =>
            changes.Add(block, last) && changes._last < last && changes._last - first + 1 < (ulong)entriesMax && changes._bytes < bytesMax;
        if (last - first < StorageLimits.SearchTailEntries) blocks.ReadForward(conversation, first, Visit);
        else blocks.ScanForward(conversation, first, Visit);
        return changes;
    }

    private bool Add(ReadOnlySpan<byte> block, ulong last)
    {
        if (!BlockReader.TryOpen(block, out var reader)) throw new StorageCorruptException("A stored block is malformed.");
        // A conversation that was created again goes on after its old end.
        _last = Math.Max(_last, reader.FirstSequence - 1);
        _bytes += block.Length;
        while (reader.TryRead(out var entry))
        {
            if (entry.Sequence <= _last) continue;
            if (entry.Sequence > last) return false;
            _last = entry.Sequence;
            Apply(in entry, reader.ServerTimeMs);
        }

        return !reader.IsMalformed ? true : throw new StorageCorruptException("A stored block is malformed.");
    }

    private void Apply(in BlockEntry entry, long timeMs)
    {
        switch (entry.Kind)
        {
            case EntryKind.Message:
                Add(in entry, timeMs);
                break;
            // The message has what came later already.
            case EntryKind.Edit when (entry.Flags & (uint)EntryFlag.Superseded) != 0 && entry.TargetSequence >= _first:
                break;
            case EntryKind.Edit:
                Edit(in entry);
                break;
            case EntryKind.Delete:
                Delete(entry.TargetSequence);
                break;
            default:
                break;
        }
    }

    /// <summary>Reads older messages again whose content was cut out of the log, or whose earlier content was.</summary>
    public void Reread(IReadOnlyList<ulong> sequences)
    {
        foreach (var sequence in sequences.Where(sequence => sequence < _first)) Reread(sequence, _last);
    }

    private void Add(in BlockEntry entry, long timeMs)
    {
        if ((entry.Flags & (uint)EntryFlag.Removed) != 0) return;
        _new.Add((entry.Flags & (uint)EntryFlag.Superseded) == 0
            ? MessageDocument.Read(entry.Sequence, timeMs, entry.SenderAccount.Value, entry.Content)
            : _messages.Read(_conversation, entry.Sequence, ulong.MaxValue)?.Document);
    }

    private void Edit(in BlockEntry entry)
    {
        var target = entry.TargetSequence;
        if (target >= _first)
        {
            // A deleted one stays so.
            if (Find(target) is var at && at >= 0 && _new[at] is { } old) _new[at] = Edited(old, in entry);
            return;
        }

        // As of this entry, so that an edit after a deletion brings nothing back.
        Reread(target, entry.Sequence);
    }

    private void Reread(ulong target, ulong head)
    {
        Masks.Add((long)target);
        if (_messages.Read(_conversation, target, head) is { } current) _edited[(long)target] = current.Document;
        else _edited.Remove((long)target);
    }

    private void Delete(ulong target)
    {
        if (target >= _first)
        {
            if (Find(target) is var at && at >= 0) _new[at] = null;
            return;
        }

        Masks.Add((long)target);
        _edited.Remove((long)target);
        HasDeletions = true;
    }

    private static SearchDocument Edited(SearchDocument old, in BlockEntry entry) =>
        MessageDocument.Read((ulong)old.Sequence, old.TimeMs, old.Sender, entry.Content);

    /// <summary>Where a new message stands in the list, if it does; removed ones keep their place.</summary>
    private int Find(ulong sequence)
    {
        for (var at = _new.Count - 1; at >= 0; at--)
        {
            if (_new[at] is { } document && document.Sequence == (long)sequence) return at;
        }

        return -1;
    }
}
