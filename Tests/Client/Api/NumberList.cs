using System.Collections.Immutable;
using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>A live list of numbers that a test publishes.</summary>
internal sealed class NumberList(EventQueue events, params int[] first) : LiveList<int>(events, [.. first])
{
    public bool Ended { get; private set; }

    public void Set(params int[] numbers) => Publish([.. numbers]);

    private protected override IReadOnlyList<ListChange<int>> Diff(ImmutableArray<int> from, ImmutableArray<int> to) =>
        ListDiff.Compute(from, to, number => number);

    private protected override void OnDisposed() => Ended = true;
}
