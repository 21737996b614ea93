using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>The steps that lead from one state of a list to another. Pure; rows are the same row when their keys are equal.</summary>
internal static class ListDiff
{
    /// <summary>More steps than this are told as one Reset: a user interface redraws faster than it applies hundreds of steps.</summary>
    public const int StepsMax = 64;

    public static IReadOnlyList<ListChange<T>> Compute<T, TKey>(ImmutableArray<T> from, ImmutableArray<T> to, Func<T, TKey> keyOf)
        where TKey : notnull
    {
        if (from == to)
            return [];
        if (from.IsEmpty && to.Length > 1)
            return [ListChange<T>.Reset(to)];
        var steps = new List<ListChange<T>>();
        return TryCompute(from, to, keyOf, steps) ? steps : [ListChange<T>.Reset(to)];
    }

    private static bool TryCompute<T, TKey>(ImmutableArray<T> from, ImmutableArray<T> to, Func<T, TKey> keyOf, List<ListChange<T>> steps)
        where TKey : notnull
    {
        var target = new Dictionary<TKey, int>(to.Length);
        for (var i = 0; i < to.Length; i++)
            target[keyOf(to[i])] = i;
        var rows = new List<T>(from);
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (target.ContainsKey(keyOf(rows[i])))
                continue;
            if (steps.Count == StepsMax)
                return false;
            steps.Add(ListChange<T>.Remove(i, rows[i]));
            rows.RemoveAt(i);
        }

        var present = new HashSet<TKey>(rows.Select(keyOf));
        for (var i = 0; i < to.Length; i++)
        {
            Place(rows, i, to[i], keyOf, target, present, steps);
            if (!EqualityComparer<T>.Default.Equals(rows[i], to[i]))
            {
                steps.Add(ListChange<T>.Update(i, to[i], rows[i]));
                rows[i] = to[i];
            }

            if (steps.Count > StepsMax)
                return false;
        }

        return true;
    }

    // Puts the row with item's key at index i, by an insert or one move. Everything before i is in place already.
    private static void Place<T, TKey>(
        List<T> rows, int i, T item, Func<T, TKey> keyOf, Dictionary<TKey, int> target, HashSet<TKey> present, List<ListChange<T>> steps)
        where TKey : notnull
    {
        var key = keyOf(item);
        if (i < rows.Count && keyOf(rows[i]).Equals(key))
            return;
        if (!present.Contains(key))
        {
            steps.Add(ListChange<T>.Insert(i, item));
            rows.Insert(i, item);
            return;
        }

        // When the wanted row comes next, the row in its place is the one that moved: down to where it belongs.
        var movesDown = i + 1 < rows.Count && keyOf(rows[i + 1]).Equals(key);
        var source = movesDown ? i : rows.FindIndex(i + 1, row => keyOf(row).Equals(key));
        var destination = movesDown ? Math.Min(target[keyOf(rows[i])], rows.Count - 1) : i;
        var moved = rows[source];
        steps.Add(ListChange<T>.Move(source, destination, moved));
        rows.RemoveAt(source);
        rows.Insert(destination, moved);
    }
}
