using System.Collections.Specialized;

namespace FastChat.Client;

/// <summary>Our changes in the words of INotifyCollectionChanged.</summary>
internal static class ListEvents
{
    public static NotifyCollectionChangedEventArgs Of<T>(ListChange<T> change) => change.Kind switch
    {
        ListChangeKind.Insert => new(NotifyCollectionChangedAction.Add, change.Item, change.Index),
        ListChangeKind.Remove => new(NotifyCollectionChangedAction.Remove, change.Item, change.Index),
        ListChangeKind.Update => new(NotifyCollectionChangedAction.Replace, change.Item, change.OldItem, change.Index),
        ListChangeKind.Move => new(NotifyCollectionChangedAction.Move, change.Item, change.Index, change.OldIndex),
        _ => new(NotifyCollectionChangedAction.Reset),
    };
}
