namespace FastChat.Storage.Annotations;

/// <summary>What is to happen when a timer is due. Part of the key on disk: never renumber.</summary>
public enum TimerKind : byte
{
    /// <summary>The content of the entry with this sequence, and of its edits, is cut out of the log.</summary>
    Remove = 1,

    /// <summary>What the edit with this sequence took the place of is cut out.</summary>
    Supersede = 2,

    /// <summary>The scheduled message with this id is sent.</summary>
    Send = 3,

    /// <summary>The guest whose id stands in place of the conversation's ends.</summary>
    GuestEnds = 40,
}
