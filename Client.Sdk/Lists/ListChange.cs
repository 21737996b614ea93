using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace FastChat.Client;

/// <summary>One step from an earlier state of a <see cref="LiveList{T}"/> to a later one. Steps of a batch apply one after the other.</summary>
/// <typeparam name="T">The rows.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Index">Where: after the move, with <see cref="ListChangeKind.Move"/>; -1 with <see cref="ListChangeKind.Reset"/>.</param>
/// <param name="Item">The row; with <see cref="ListChangeKind.Reset"/> nothing.</param>
/// <param name="OldIndex">Where a moved row was, before it was taken out; otherwise -1.</param>
/// <param name="OldItem">The value that an update replaces; otherwise nothing.</param>
/// <param name="Items">All rows, with <see cref="ListChangeKind.Reset"/>; otherwise empty.</param>
public sealed record ListChange<T>(
    ListChangeKind Kind,
    int Index,
    [property: MaybeNull] T Item,
    int OldIndex,
    [property: MaybeNull] T OldItem,
    ImmutableArray<T> Items)
{
    /// <summary>The state after this step.</summary>
    /// <param name="rows">The state before it.</param>
    public ImmutableArray<T> ApplyTo(ImmutableArray<T> rows) => Kind switch
    {
        ListChangeKind.Reset => Items,
        ListChangeKind.Insert => rows.Insert(Index, Item!),
        ListChangeKind.Remove => rows.RemoveAt(Index),
        ListChangeKind.Update => rows.SetItem(Index, Item!),
        ListChangeKind.Move => rows.RemoveAt(OldIndex).Insert(Index, Item!),
        _ => throw new InvalidOperationException($"Unknown change {Kind}."),
    };

    internal static ListChange<T> Reset(ImmutableArray<T> items) => new(ListChangeKind.Reset, -1, default!, -1, default!, items);

    internal static ListChange<T> Insert(int index, T item) => new(ListChangeKind.Insert, index, item, -1, default!, []);

    internal static ListChange<T> Remove(int index, T item) => new(ListChangeKind.Remove, index, item, -1, default!, []);

    internal static ListChange<T> Update(int index, T item, T old) => new(ListChangeKind.Update, index, item, -1, old, []);

    internal static ListChange<T> Move(int from, int to, T item) => new(ListChangeKind.Move, to, item, from, default!, []);
}
