using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>One state of a list, and the signal that it is no longer the newest. Immutable but for that; thread-safe.</summary>
internal sealed class ListState<T>(ImmutableArray<T> items)
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableArray<T> Items { get; } = items;

    public Task Replaced => _replaced.Task;

    public void Replace() => _replaced.TrySetResult();
}
