namespace FastChat.Client;

/// <summary>What happened to a list.</summary>
public enum ListChangeKind
{
    /// <summary>Everything is replaced by <see cref="ListChange{T}.Items"/>: the start, and after big changes.</summary>
    Reset,

    /// <summary><see cref="ListChange{T}.Item"/> is new at <see cref="ListChange{T}.Index"/>.</summary>
    Insert,

    /// <summary>The row at <see cref="ListChange{T}.Index"/>, last seen as <see cref="ListChange{T}.Item"/>, is gone.</summary>
    Remove,

    /// <summary>The row at <see cref="ListChange{T}.Index"/> is now <see cref="ListChange{T}.Item"/>: the same key, another value.</summary>
    Update,

    /// <summary>The row <see cref="ListChange{T}.Item"/> went from <see cref="ListChange{T}.OldIndex"/> to <see cref="ListChange{T}.Index"/>.</summary>
    Move,
}
