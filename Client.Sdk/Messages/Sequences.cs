using System.Collections.Immutable;

namespace FastChat.Client;

/// <summary>Equality by value of the arrays inside records: a row that was read again unchanged must compare equal.</summary>
internal static class Sequences
{
    public static bool Equal<T>(ImmutableArray<T> one, ImmutableArray<T> other) =>
        one.IsDefaultOrEmpty ? other.IsDefaultOrEmpty : !other.IsDefaultOrEmpty && one.AsSpan().SequenceEqual(other.AsSpan());
}
