using System.Text.RegularExpressions;
using FastChat.Tests.Architecture;
using FastChat.Tests.Support;

namespace FastChat.Tests.Docs;

/// <summary>What the documents point at is there.</summary>
[TestFixture]
internal sealed partial class LinksTests
{
    [Test]
    public void Every_link_within_the_repository_resolves()
    {
        var findings =
            from document in Documents.All
            from link in Documents.Links(document)
            where !link.Contains("://", StringComparison.Ordinal)
            let parts = link.Split('#', 2)
            let target = parts[0].Length == 0 ? document : Normal(Path.Combine(Path.GetDirectoryName(document)!, parts[0]))
            where !Repository.Exists(target) || (parts.Length == 2 && !Documents.Anchors(target).Contains(parts[1]))
            select $"{document} → {link}";
        Sources.AssertNone(findings, "Links that lead nowhere:");
    }

    [Test]
    public void The_index_of_decisions_has_each_of_them_in_order()
    {
        var files = Repository.Files("docs/decisions", "0*.md").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.That(Documents.Links("docs/decisions/README.md").Where(link => link.StartsWith('0')), Is.EqualTo(files));
    }

    [Test]
    public void Every_path_named_in_a_document_exists()
    {
        var findings =
            from document in Documents.All
            from code in Documents.InlineCode(Repository.Read(document))
            where OurPath().IsMatch(code)
            let path = code.TrimEnd('/')
            where !Repository.Exists(path) && !Repository.Exists(path + ".cs")
            select $"{document}: `{code}`";
        Sources.AssertNone(findings, "Paths that are not there:");
    }

    [Test]
    public void Every_project_that_a_command_names_exists()
    {
        var findings =
            from document in Documents.All
            from match in ProjectArgument().Matches(Repository.Read(document))
            where !Repository.Files(match.Groups["project"].Value, "*.csproj").Any()
            select $"{document}: {match.Value}";
        Sources.AssertNone(findings, "Commands that cannot run:");
    }

    [Test]
    public void Every_option_of_the_terminal_client_in_a_document_exists()
    {
        var usage = Repository.Read("Samples/Terminal/TerminalArguments.cs");
        var findings =
            from document in Documents.All
            from line in Documents.ShellLines(document)
            where line.Contains("Samples/Terminal", StringComparison.Ordinal)
            from option in LongOption().Matches(line.Split(" -- ", 2).Last()).Select(match => match.Value)
            where !usage.Contains($"\"{option}\"", StringComparison.Ordinal)
            select $"{document}: {option}";
        Sources.AssertNone(findings, "Options that do not exist:");
    }

    private static string Normal(string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Repository.Root)).Replace('\\', '/');

    [GeneratedRegex(@"^(Server|Storage|Mls|Protocol|Client\.Sdk|Bench|Samples|Tests|docs|\.ci)/[\w./-]*$|^(protocol\.proto|BannedSymbols\.txt|Directory\.[\w.]+)$")]
    private static partial Regex OurPath();

    [GeneratedRegex(@"--project (?<project>[\w./]+)")]
    private static partial Regex ProjectArgument();

    [GeneratedRegex(@"--[a-z-]+")]
    private static partial Regex LongOption();
}
