namespace FastChat.Search.Execution;

/// <summary>Walks places in memory.</summary>
internal sealed class ListCursor(int[] places) : PlaceCursor
{
    private int _at;

    public override int Count => places.Length;

    public override int Current => _at < places.Length ? places[_at] : End;

    public override void MoveNext() => _at++;

    public override void MoveTo(int place)
    {
        if (Current >= place) return;
        var found = Array.BinarySearch(places, _at, places.Length - _at, place);
        _at = found >= 0 ? found : ~found;
    }
}
