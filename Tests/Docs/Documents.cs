using System.Text.RegularExpressions;
using FastChat.Tests.Support;

namespace FastChat.Tests.Docs;

/// <summary>The Markdown files of the repository, and what can be read from them.</summary>
internal static partial class Documents
{
    public static IEnumerable<string> All => Repository.Files(pattern: "*.md");

    /// <summary>The targets of all links, outside of code.</summary>
    public static IEnumerable<string> Links(string document) =>
        Link().Matches(WithoutCode(Repository.Read(document))).Select(match => match.Groups["target"].Value);

    /// <summary>What stands between single backticks.</summary>
    public static IEnumerable<string> InlineCode(string text) =>
        Inline().Matches(Fence().Replace(text, "")).Select(match => match.Groups["code"].Value);

    /// <summary>The lines of fenced blocks without a language or of a shell: what a reader types.</summary>
    public static IEnumerable<string> ShellLines(string document) => Fence().Matches(Repository.Read(document))
        .Where(match => match.Groups["language"].Value is "" or "sh" or "bash")
        .SelectMany(match => match.Groups["body"].Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Anchors as GitHub makes them from headings.</summary>
    public static IEnumerable<string> Anchors(string document) => Heading().Matches(WithoutCode(Repository.Read(document)))
        .Select(match => NotInAnchor().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => Inline().Replace(Fence().Replace(text, ""), "`");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*```(?<language>\w*)[^\n]*\n(?<body>.*?)^\s*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("(?<!`)`(?<code>[^`\n]+)`(?!`)")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^#+ +(?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
