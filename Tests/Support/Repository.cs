namespace FastChat.Tests.Support;

/// <summary>The checkout that the tests were built from, found by walking up to the solution file.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["artifacts", "node_modules", ".git", "bin", "obj", ".vs", ".idea", ".vscode"];

    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    public static bool Exists(string relative) => File.Exists(PathOf(relative)) || Directory.Exists(PathOf(relative));

    /// <summary>Every file below a folder that is ours, by its path from the root with '/' between.</summary>
    public static IEnumerable<string> Files(string folder = "", string pattern = "*")
    {
        var start = new DirectoryInfo(folder.Length == 0 ? Root : PathOf(folder));
        return start.Exists ? Walk(start, pattern).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')) : [];
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory, string pattern) => directory.EnumerateFiles(pattern)
        .Concat(directory.EnumerateDirectories().Where(d => !Skipped.Contains(d.Name)).SelectMany(d => Walk(d, pattern)));

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "FastChat.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests run from outside of the repository.");
    }
}
