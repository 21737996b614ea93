namespace FastChat.Protocol.Personal;

/// <summary>The kinds of <see cref="PersonalRow"/>, by their field numbers there. On disk of servers and devices: never renumber.</summary>
public enum PersonalKind : byte
{
    /// <summary>None: what a server keeps about the rows themselves.</summary>
    Head = 0,
    Settings = 2,
    Conversation = 3,
    Pinned = 4,
    Folders = 5,
    Draft = 6,
    Contact = 7,
    Blocked = 8,
}
