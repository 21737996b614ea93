namespace FastChat.Tests.Mls.Interop;

/// <summary>
/// Live groups with another implementation, ts-mls. A failing seed is printed; FASTCHAT_MLS_SEED plays that one alone, and
/// FASTCHAT_MLS_OPERATIONS makes the scripts longer.
/// </summary>
[TestFixture, Category("Node")]
internal sealed class InteropTests
{
    private const int Seeds = 20;
    private const int LogLines = 40;
    private static readonly int[] Sizes = [3, 5, 6, 7, 9];

    [TestCase(1)]
    [TestCase(3)]
    public void Members_in_two_languages_stay_in_one_group_through_random_scripts(int suite)
    {
        using var node = NodePeer.Start();
        using var dotnet = new DotnetPeer();
        var operations = Number("FASTCHAT_MLS_OPERATIONS") ?? 50;
        var played = new Dictionary<string, int>();
        foreach (var seed in Number("FASTCHAT_MLS_SEED") is { } one ? [one] : Enumerable.Range(0, Seeds))
        {
            var size = Sizes[seed % Sizes.Length];
            InteropScript? script = null;
            try
            {
                script = new InteropScript(seed * 2 + suite / 2, suite, size, dotnet, node);
                script.Play(operations);
            }
            catch (InteropFailure failure)
            {
                script?.Log.TakeLast(LogLines).ToList().ForEach(TestContext.Out.WriteLine);
                Assert.Fail($"seed {seed}, {size} members, suite {suite}, in “{script?.Current}” after {Told(script?.Done ?? new Dictionary<string, int>())}:\n{failure.Message}\n"
                    + $"FASTCHAT_MLS_SEED={seed} FASTCHAT_MLS_OPERATIONS={operations} plays it again");
            }

            foreach (var (name, count) in script!.Done)
            {
                played[name] = played.GetValueOrDefault(name) + count;
            }
        }

        TestContext.Out.WriteLine($"suite {suite}: {Told(played)}");
    }

    private static string Told(IReadOnlyDictionary<string, int> done) => string.Join(", ", done.OrderBy(d => d.Key).Select(d => $"{d.Value} {d.Key}"));

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
