using FastChat.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastChat.Tests.Architecture;

/// <summary>What fits into a head: types, files, the tour.</summary>
[TestFixture]
internal sealed class SizeTests
{
    private const int TypeLinesMax = 400;
    private const int TourLinesMax = 2_000;
    private const int EditorConfigLinesMax = 119;

    /// <summary>The way of a message, in its order.</summary>
    private static readonly string[] Tour =
    [
        "Server/Transport/TcpConnectionHandler.cs",
        "Server/Transport/ConnectionReader.cs",
        "Protocol/Framing/FrameReader.cs",
        "Server/Sessions/Session.cs",
        "Server/Handlers/SendMessageHandler.cs",
        "Server/Routing/ShardRouter.cs",
        "Server/Routing/ShardLoop.cs",
        "Storage/Commit/CommitLog.cs",
        "Server/Routing/Publisher.cs",
        "Server/Transport/ConnectionWriter.cs",
    ];

    [Test]
    public void The_ten_file_tour_exists_and_is_short()
    {
        Sources.AssertNone(Tour.Where(path => !Repository.Exists(path)), "A stop of the tour is missing:");
        var lengths = Tour.Select(path => (Path: path, Lines: Sources.All.Single(f => f.Path == path).LineCount)).ToList();
        lengths.ForEach(stop => TestContext.Out.WriteLine($"{stop.Lines,5}  {stop.Path}"));
        TestContext.Out.WriteLine($"{lengths.Sum(stop => stop.Lines),5}  lines in all");
        Assert.That(lengths.Sum(stop => stop.Lines), Is.LessThanOrEqualTo(TourLinesMax));
    }

    [Test]
    public void The_readme_shows_the_tour()
    {
        var readme = Repository.Read("README.md");
        Sources.AssertNone(Tour.Where(path => !readme.Contains(path, StringComparison.Ordinal)), "README.md leaves out a stop of the tour:");
    }

    [Test]
    public void No_type_is_longer_than_a_head_can_hold()
    {
        var findings = Sources.All
            .SelectMany(file => file.Types.Select(type => (Name: FullName(file, type), Lines: Lines(type))))
            .GroupBy(type => type.Name)
            .Select(type => (Name: type.Key, Lines: type.Sum(part => part.Lines)))
            .Where(type => type.Lines > TypeLinesMax)
            .Select(type => $"{type.Name}: {type.Lines} lines");
        Sources.AssertNone(findings, $"Types over {TypeLinesMax} lines (all partials together) want splitting:");
    }

    [Test]
    public void One_file_holds_one_type()
    {
        var findings = Sources.Product
            .Where(file => file.Tree.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Count(t => t.Parent is not TypeDeclarationSyntax) > 1)
            .Select(file => file.Path);
        Sources.AssertNone(findings, "More than one type:");
    }

    [Test]
    public void The_editor_s_rules_stay_readable() =>
        Assert.That(File.ReadAllLines(Repository.PathOf(".editorconfig")), Has.Length.LessThanOrEqualTo(EditorConfigLinesMax));

    [Test]
    public void Lines_per_file_are_told()
    {
        foreach (var project in Sources.All.GroupBy(f => f.Project).Append(Sources.All.GroupBy(_ => "all").Single()))
        {
            var lines = project.Select(f => f.LineCount).Order().ToList();
            var longest = project.MaxBy(f => f.LineCount)!;
            TestContext.Out.WriteLine(
                $"{project.Key,-12} {lines.Count,4} files {lines.Sum(),7} lines, median {lines[lines.Count / 2],3}, max {longest.LineCount,4} {longest.Path}");
        }

        Assert.That(Sources.All, Is.Not.Empty);
    }

    private static int Lines(SyntaxNode type)
    {
        var span = type.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string FullName(SourceFile file, SyntaxNode type) =>
        $"{file.Project}: " + string.Join('.', type.AncestorsAndSelf().Select(NamePart).Where(part => part is not null).Reverse());

    private static string? NamePart(SyntaxNode node) => node switch
    {
        TypeDeclarationSyntax type => type.Identifier.Text + type.TypeParameterList,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        _ => null,
    };
}
