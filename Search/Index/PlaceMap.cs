namespace FastChat.Search.Index;

/// <summary>Where the places of one segment come to stand in a merged one; those of masked messages nowhere.</summary>
internal sealed class PlaceMap
{
    private readonly List<(int From, int To, int Shift)> _runs = [];

    /// <summary>Adds a message, in the order of the old places.</summary>
    public void Add(int from, int to, int target)
    {
        var shift = target - from;
        if (_runs.Count > 0 && _runs[^1] is var last && last.To == from && last.Shift == shift) _runs[^1] = (last.From, to, shift);
        else _runs.Add((from, to, shift));
    }

    /// <summary>Adds the new places of old ones to a list.</summary>
    public void Map(List<int> places, List<int> to)
    {
        var run = 0;
        foreach (var place in places)
        {
            while (run < _runs.Count && _runs[run].To <= place) run++;
            if (run == _runs.Count) return;
            if (place >= _runs[run].From) to.Add(place + _runs[run].Shift);
        }
    }
}
