using FastChat.Tests.Support;

namespace FastChat.Tests.Architecture;

/// <summary>All C# files of the repository, parsed once.</summary>
internal static class Sources
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(() =>
        [.. Repository.Files(pattern: "*.cs").Order(StringComparer.Ordinal).AsParallel().AsOrdered().Select(SourceFile.Parse)]);

    public static IReadOnlyList<SourceFile> All => Parsed.Value;

    /// <summary>What is built on, as opposed to what tests it.</summary>
    public static IEnumerable<SourceFile> Product => All.Where(f => f.Project != "Tests");

    public static IEnumerable<SourceFile> In(string project) => All.Where(f => f.Project == project);

    /// <summary>Fails with one line per finding.</summary>
    public static void AssertNone(IEnumerable<string> findings, string rule)
    {
        var list = findings.Distinct().ToList();
        if (list.Count > 0)
        {
            Assert.Fail($"{rule}\n  {string.Join("\n  ", list)}\n");
        }
    }
}
