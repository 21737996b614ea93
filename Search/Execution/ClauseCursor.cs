namespace FastChat.Search.Execution;

/// <summary>Where the terms of one clause stand, one behind the other.</summary>
internal sealed class ClauseCursor
{
    private readonly PlaceCursor[] _terms;
    private readonly int _rarest;

    public ClauseCursor(int clause, PlaceCursor[] terms)
    {
        (Clause, _terms) = (clause, terms);
        for (var i = 1; i < terms.Length; i++)
        {
            if (terms[i].Count < terms[_rarest].Count) _rarest = i;
        }
    }

    /// <summary>The clause's number in the plan.</summary>
    public int Clause { get; }

    /// <summary>At most so often does the clause hold.</summary>
    public int Count => _terms[_rarest].Count;

    /// <summary>The first place at or after one where the rarest term stands: no message before it can fit.</summary>
    public int Next(int place)
    {
        var cursor = _terms[_rarest];
        cursor.MoveTo(place);
        return cursor.Current;
    }

    /// <summary>How often the clause holds between two places. Calls come in ascending order.</summary>
    public int CountIn(int from, int to)
    {
        var count = 0;
        var rarest = _terms[_rarest];
        for (rarest.MoveTo(from); rarest.Current < to; rarest.MoveNext())
        {
            if (HoldsAt(rarest.Current - _rarest, from, to)) count++;
        }

        return count;
    }

    private bool HoldsAt(int first, int from, int to)
    {
        if (_terms.Length == 1) return true;
        if (first < from || first + _terms.Length > to) return false;
        for (var i = 0; i < _terms.Length; i++)
        {
            if (i == _rarest) continue;
            _terms[i].MoveTo(first + i);
            if (_terms[i].Current != first + i) return false;
        }

        return true;
    }
}
