using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastChat.Tests.Architecture;

/// <summary>One of our C# files, parsed. <see cref="Path"/> is relative to the root, with '/' between.</summary>
internal sealed record SourceFile(string Path, string Text, CompilationUnitSyntax Tree)
{
    /// <summary>"Server/Routing" of "Server/Routing/Inner/ShardLoop.cs": the project and its first folder.</summary>
    public string Area { get; } = string.Join('/', Path.Split('/').SkipLast(1).Take(2));

    public string Project { get; } = Path.Split('/')[0];

    public int LineCount { get; } = Text.Count(c => c == '\n');

    /// <summary>The types that this file declares, nested ones too.</summary>
    public IReadOnlyList<BaseTypeDeclarationSyntax> Types { get; } =
        [.. Tree.DescendantNodes(node => node is not MemberDeclarationSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>()];

    public static SourceFile Parse(string path)
    {
        var text = Support.Repository.Read(path);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        return new SourceFile(path, text, CSharpSyntaxTree.ParseText(text, options).GetCompilationUnitRoot());
    }

    /// <summary>Path and line, as editors open them.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
