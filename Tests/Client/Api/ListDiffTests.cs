using System.Collections.Immutable;
using CsCheck;
using FastChat.Client;

namespace FastChat.Tests.Client.Api;

[TestFixture]
internal sealed class ListDiffTests
{
    /// <summary>Lists of distinct keys, each with a value that may differ from one state to the next.</summary>
    private static readonly Gen<ImmutableArray<Row>> States = Gen
        .Select(Gen.Int[0, 60].HashSet[0, 40], Gen.Int[0, 1_000_000])
        .Select((keys, seed) => Shuffle(keys, seed));

    [Test]
    public void Applying_the_steps_to_one_state_gives_the_other() =>
        Gen.Select(States, States).Sample(
            (from, to) => Assert.That(Apply(from, Diff(from, to)), Is.EqualTo(to)), iter: 5_000);

    [Test]
    public void Steps_tell_nothing_when_nothing_changed() =>
        States.Sample(state => Assert.That(Diff(state, [.. state]), Is.Empty));

    [Test]
    public void A_row_that_goes_to_the_top_or_to_the_end_is_one_move()
    {
        var rows = Rows(1, 2, 3, 4, 5);
        Assert.That(Diff(rows, Rows(4, 1, 2, 3, 5)).Single().Kind, Is.EqualTo(ListChangeKind.Move));
        Assert.That(Diff(rows, Rows(2, 3, 4, 5, 1)).Single().Kind, Is.EqualTo(ListChangeKind.Move));
    }

    [Test]
    public void A_changed_row_is_an_update_that_tells_both_values()
    {
        var change = Diff(Rows(1, 2), [new Row(1, 0), new Row(2, 7)]).Single();
        Assert.That(change.Kind, Is.EqualTo(ListChangeKind.Update));
        Assert.That((change.Index, change.OldItem, change.Item), Is.EqualTo((1, new Row(2, 0), new Row(2, 7))));
    }

    [Test]
    public void Many_changes_are_one_reset()
    {
        var to = Rows([.. Enumerable.Range(1, 1 + ListDiff.StepsMax)]);
        var change = Diff(Rows(1_000), to).Single();
        Assert.That(change.Kind, Is.EqualTo(ListChangeKind.Reset));
        Assert.That(change.Items, Is.EqualTo(to));
    }

    private static IReadOnlyList<ListChange<Row>> Diff(ImmutableArray<Row> from, ImmutableArray<Row> to) =>
        ListDiff.Compute(from, to, row => row.Key);

    private static ImmutableArray<Row> Apply(ImmutableArray<Row> rows, IReadOnlyList<ListChange<Row>> changes) =>
        changes.Aggregate(rows, (state, change) => change.ApplyTo(state));

    private static ImmutableArray<Row> Rows(params int[] keys) => [.. keys.Select(key => new Row(key, 0))];

    private static ImmutableArray<Row> Shuffle(HashSet<int> keys, int seed)
    {
        var random = new Random(seed);
        var rows = keys.Select(key => new Row(key, random.Next(3))).ToArray();
        random.Shuffle(rows);
        return [.. rows];
    }

    internal sealed record Row(int Key, int Value);
}
