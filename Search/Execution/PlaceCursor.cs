namespace FastChat.Search.Execution;

/// <summary>Walks ascending places, forwards only.</summary>
internal abstract class PlaceCursor
{
    /// <summary>Behind the last place.</summary>
    public const int End = int.MaxValue;

    /// <summary>How many places there are in all.</summary>
    public abstract int Count { get; }

    /// <summary>Where it stands; <see cref="End"/> after the last one.</summary>
    public abstract int Current { get; }

    public abstract void MoveNext();

    /// <summary>Goes to the first place at or after one, if it is not there or beyond already.</summary>
    public abstract void MoveTo(int place);
}
