namespace FastChat.Search.Index;

/// <summary>What a message has besides words: the values of the filter `has:`.</summary>
[Flags]
public enum ContentTraits
{
    None = 0,
    Link = 1,
    Media = 2,
    Image = 4,
    Video = 8,
    Audio = 16,
    File = 32,
    Reply = 64,
    Poll = 128,
}
