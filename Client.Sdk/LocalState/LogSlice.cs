using System.Collections.Immutable;

namespace FastChat.Client.LocalState;

/// <summary>A part of a log without gaps, ascending, all kinds of entries.</summary>
/// <param name="Entries">What is here.</param>
/// <param name="Complete">The log ends there in the direction that was read (first visible entry or head), as far as known.</param>
/// <param name="FirstVisible">The first entry that this account may see.</param>
/// <param name="Head">The last entry, as far as known.</param>
internal sealed record LogSlice(ImmutableArray<EntryRow> Entries, bool Complete, long FirstVisible, long Head);
