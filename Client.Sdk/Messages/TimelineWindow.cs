using System.Collections.Immutable;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Messages;

/// <summary>
/// The part of a log that a timeline shows: entries <see cref="First"/> to <see cref="Last"/>, contiguous, the visible ones
/// with what later entries say about them. Reads the store, never the network. Not thread-safe: the timeline's lock guards it.
/// </summary>
internal sealed class TimelineWindow(LocalStore store, ConversationId id)
{
    /// <summary>Rows shown at most; a row is about 1 KiB. Growing at one end beyond this lets go of the other.</summary>
    public const int RowsMax = 1_000;

    /// <summary>Entries read from the store at a time.</summary>
    private const int ReadMax = 256;

    /// <summary>New entries beyond this since the last look are not walked through: the window starts over at the end.</summary>
    private const int FollowMax = 5_000;

    private readonly SortedList<long, WindowRow> _rows = [];

    /// <summary>The lowest sequence that the window covers.</summary>
    public long First { get; private set; }

    /// <summary>The highest sequence that the window covers; <see cref="First"/> - 1 when it covers none.</summary>
    public long Last { get; private set; }

    /// <summary>Nothing older exists for this account.</summary>
    public bool AtStart { get; private set; }

    /// <summary>Whether new entries are added as they come.</summary>
    public bool Following { get; private set; }

    /// <summary>Between <see cref="Last"/> and the log's end something is not on this device yet.</summary>
    public bool HasGap { get; private set; }

    public IReadOnlyList<WindowRow> Rows => [.. _rows.Values];

    public int Count => _rows.Count;

    /// <summary>Starts over at the live end.</summary>
    public void OpenEnd(int rows)
    {
        _rows.Clear();
        var newest = store.ReadLog(id, 0, 1, LogDirection.Before);
        Last = newest.Entries.IsEmpty ? newest.Head : newest.Entries[^1].Sequence;
        First = Last + 1;
        AtStart = newest.Entries.IsEmpty && newest.Complete;
        Following = true;
        HasGap = newest.Entries.IsEmpty ? !newest.Complete : Last < newest.Head;
        GrowOlder(rows);
    }

    /// <summary>Starts over around a sequence.</summary>
    public void OpenAround(long sequence, int rows)
    {
        _rows.Clear();
        First = sequence + 1;
        Last = sequence;
        AtStart = false;
        Following = false;
        HasGap = false;
        GrowOlder((rows / 2) + 1);
        GrowNewer(rows / 2);
    }

    /// <summary>Adds up to so many older rows from the store; fewer when the store has no more.</summary>
    public int GrowOlder(int rows)
    {
        var added = 0;
        while (added < rows && !AtStart)
        {
            var slice = store.ReadLog(id, First, ReadMax, LogDirection.Before);
            AtStart = slice.Complete;
            if (slice.Entries.IsEmpty)
                break;
            var from = Cut(slice.Entries, rows - added);
            AtStart &= from == 0;
            for (var i = from; i < slice.Entries.Length; i++)
                added += Add(slice.Entries[i]) ? 1 : 0;
            First = slice.Entries[from].Sequence;
            AddReferences(First, slice.Entries[^1].Sequence);
        }

        Trim(oldest: false);
        return added;
    }

    /// <summary>Adds up to so many newer rows from the store; fewer when the store has no more.</summary>
    public int GrowNewer(int rows)
    {
        var added = 0;
        while (added < rows && !(Following && !HasGap))
        {
            var (count, moved) = ReadOn(rows - added);
            added += count;
            if (!moved)
                break;
        }

        Trim(oldest: true);
        return added;
    }

    /// <summary>Takes in what the store has learnt since.</summary>
    public void Refresh(int rows)
    {
        if (!Following)
        {
            if (First <= Last)
                AddReferences(First, Last);
            return;
        }

        var start = Last;
        if (_rows.Count == 0 || (store.ReadConversation(id)?.HeadSequence ?? 0) - Last > FollowMax)
        {
            OpenEnd(rows);
            return;
        }

        while (Last - start <= FollowMax && ReadOn(int.MaxValue).Moved)
        {
        }

        Trim(oldest: true);
    }

    /// <summary>Content was cut out of entries: those that are shown are read anew.</summary>
    public void Reload()
    {
        foreach (var sequence in _rows.Keys.ToArray())
        {
            if (store.ReadEntry(id, sequence) is { } entry && new WindowRow(entry) is { IsRemoved: true } row)
                _rows[sequence] = row;
        }

        AddReferences(First, Last);
    }

    /// <summary>Forgets everything: the conversation is gone.</summary>
    public void Clear()
    {
        _rows.Clear();
        (First, Last, AtStart, Following, HasGap) = (1, 0, true, true, false);
    }

    private (int Added, bool Moved) ReadOn(int rows)
    {
        var slice = store.ReadLog(id, Last, ReadMax, LogDirection.After);
        var added = 0;
        var taken = 0;
        while (taken < slice.Entries.Length && added < rows)
            added += Add(slice.Entries[taken++]) ? 1 : 0;
        if (taken > 0)
        {
            var from = Last + 1;
            Last = slice.Entries[taken - 1].Sequence;
            if (!Following)
                AddReferences(from, Last);
        }

        var atEnd = slice.Complete && taken == slice.Entries.Length;
        Following |= atEnd;
        HasGap = Following && !atEnd && taken == slice.Entries.Length && slice.Entries.Length < ReadMax;
        return (added, taken > 0);
    }

    // Where to begin so that at most `rows` visible entries are taken from the end.
    private static int Cut(ImmutableArray<EntryRow> entries, int rows)
    {
        var seen = 0;
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            if (WindowRow.IsVisible(entries[i]) && ++seen == rows)
                return i;
        }

        return 0;
    }

    private bool Add(EntryRow entry)
    {
        if (WindowRow.IsVisible(entry))
            return _rows.TryAdd(entry.Sequence, new WindowRow(entry));
        if (WindowRow.IsReference(entry) && _rows.TryGetValue((long)entry.Entry.TargetSequence, out var target))
            target.Add(entry);
        return false;
    }

    private void AddReferences(long first, long last)
    {
        foreach (var reference in store.ReadReferences(id, first, last))
        {
            if (_rows.TryGetValue((long)reference.Entry.TargetSequence, out var target))
                target.Add(reference);
        }
    }

    private void Trim(bool oldest)
    {
        if (_rows.Count <= RowsMax)
            return;
        while (_rows.Count > RowsMax)
            _rows.RemoveAt(oldest ? 0 : _rows.Count - 1);
        if (oldest)
        {
            First = _rows.GetKeyAtIndex(0);
            AtStart = false;
        }
        else
        {
            Last = _rows.GetKeyAtIndex(_rows.Count - 1);
            Following = false;
            HasGap = false;
        }
    }
}
