namespace FastChat.Bench.Load.Streams;

/// <summary>What went wrong at several receivers.</summary>
internal readonly record struct CheckSums(long Lost, long Duplicated, long Reordered, long Altered)
{
    public static CheckSums operator +(CheckSums one, CheckSums other) => new(
        one.Lost + other.Lost, one.Duplicated + other.Duplicated, one.Reordered + other.Reordered, one.Altered + other.Altered);

    /// <summary>Of one receiver that should have everything up to this number.</summary>
    public static CheckSums Of(DeliveryCheck check, ulong lastSent) =>
        new(check.Lost(lastSent), check.Duplicated, check.Reordered, check.Altered);
}
