using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastChat.Tests.Architecture;

/// <summary>Which namespaces a file names: in using directives, and spelled out in code.</summary>
internal static class Mentions
{
    /// <summary>Every using directive's name and every dotted name in code, with the place.</summary>
    public static IEnumerable<(string Name, SyntaxNode Node)> Names(SourceFile file) =>
        file.Tree.DescendantNodes().Select(node => (Name: NameOf(node), Node: node)).Where(m => m.Name is not null)!;

    /// <summary>Whether the file names this namespace or anything in it.</summary>
    public static IEnumerable<string> Of(SourceFile file, string @namespace)
    {
        // Few files hold even the last word of it, and only these are walked.
        if (!file.Text.Contains(@namespace[(@namespace.LastIndexOf('.') + 1)..], StringComparison.Ordinal)) return [];
        return Names(file).Where(m => IsWithin(m.Name, @namespace)).Select(m => $"{file.At(m.Node)} names {m.Name}");
    }

    /// <summary>The stages of Server ("Routing", "Delivery" ...) that a file of Server names.</summary>
    public static IEnumerable<(string Stage, string Place)> Stages(SourceFile file, IReadOnlyCollection<string> stages)
    {
        foreach (var (name, node) in Names(file))
        {
            var parts = name.Split('.');
            var stage = name.StartsWith("FastChat.Server.", StringComparison.Ordinal) ? parts[2]
                : name.StartsWith("Server.", StringComparison.Ordinal) ? parts[1]
                : node is QualifiedNameSyntax ? parts[0]
                : null;
            if (stage is not null && stages.Contains(stage))
            {
                yield return (stage, $"{file.At(node)} names {name}");
            }
        }
    }

    private static bool IsWithin(string name, string @namespace) =>
        name == @namespace || name.StartsWith(@namespace + ".", StringComparison.Ordinal);

    /// <summary>The outermost dotted name only: parts of a longer one are not names of their own.</summary>
    private static string? NameOf(SyntaxNode node) => node switch
    {
        { Parent: QualifiedNameSyntax or MemberAccessExpressionSyntax { Expression: not InvocationExpressionSyntax } } => null,
        { Parent: NamespaceDeclarationSyntax or FileScopedNamespaceDeclarationSyntax } => null,
        QualifiedNameSyntax or MemberAccessExpressionSyntax => Plain(node),
        IdentifierNameSyntax { Parent: UsingDirectiveSyntax } => Plain(node),
        _ => null,
    };

    private static string Plain(SyntaxNode node) =>
        string.Concat(node.ToString().Replace("global::", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c)));
}
