namespace FastChat.Bench.Load;

/// <summary>One option of the command line.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Takes">What follows it; empty: nothing.</param>
/// <param name="Means">For the usage text.</param>
/// <param name="Apply">Null: the value cannot be used.</param>
/// <param name="Scenarios">Those that use it; null: all.</param>
internal sealed record LoadOption(
    string Name, string Takes, string Means, Func<LoadArguments, string, LoadArguments?> Apply, IReadOnlyList<string>? Scenarios = null);
