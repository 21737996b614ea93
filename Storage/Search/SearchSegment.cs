namespace FastChat.Storage.Search;

/// <summary>A segment of a conversation's index, as its manifest lists it.</summary>
/// <param name="Number">Its number; never used twice.</param>
/// <param name="FirstEntry">The first entry of the log that it covers.</param>
/// <param name="LastEntry">The last one.</param>
/// <param name="Pieces">How many pieces it has.</param>
/// <param name="Documents">Messages in it.</param>
/// <param name="Words">Places in it.</param>
/// <param name="Bytes">All pieces, before they are sealed.</param>
public readonly record struct SearchSegment(
    uint Number, ulong FirstEntry, ulong LastEntry, int Pieces, int Documents, int Words, long Bytes);
