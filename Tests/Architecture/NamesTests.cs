using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastChat.Tests.Architecture;

/// <summary>Names that say nothing are refused, and nothing is more visible than it has to be.</summary>
[TestFixture]
internal sealed class NamesTests
{
    private static readonly string[] EmptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Impl"];

    /// <summary>The parts of Server that embedders link against, and what a benchmark runner must see.</summary>
    private static readonly string[] PublicAreas = ["Server/Hosting", "Bench/Micro"];

    [Test]
    public void No_type_member_folder_or_file_bears_an_empty_word()
    {
        var findings =
            from file in Sources.All
            from name in Declared(file).Concat(file.Path.Split('/', '.').Select(part => (Name: part, At: file.Path)))
            where Words(name.Name).Intersect(EmptyWords).Any()
            select $"{name.At} {name.Name}";
        Sources.AssertNone(findings, "Manager, Helper, Util, Common and Impl tell nobody what a thing does:");
    }

    [Test]
    public void Classes_are_sealed_unless_they_are_bases()
    {
        var bases = Sources.All.SelectMany(f => f.Types).SelectMany(t => t.BaseList?.Types.Select(b => SimpleName(b.Type)) ?? []).ToHashSet();
        var parts = Sources.All.SelectMany(f => f.Types).ToLookup(type => type.Identifier.Text);
        var findings =
            from file in Sources.All
            where file.Area != "Bench/Micro"
            from type in file.Types.OfType<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword))
            where !Has(type, SyntaxKind.SealedKeyword, SyntaxKind.StaticKeyword, SyntaxKind.AbstractKeyword, SyntaxKind.PartialKeyword)
                || (Has(type, SyntaxKind.PartialKeyword) && !parts[type.Identifier.Text].Any(p => Has(p, SyntaxKind.SealedKeyword, SyntaxKind.StaticKeyword, SyntaxKind.AbstractKeyword)))
            where !bases.Contains(type.Identifier.Text)
            where !(file.Project == "Client.Sdk" && Has(type, SyntaxKind.PublicKeyword))
            select $"{file.At(type)} {type.Identifier.Text}";
        Sources.AssertNone(findings, "Not sealed:");
    }

    [Test]
    public void Programs_keep_their_types_internal()
    {
        var findings =
            from file in Sources.All
            where file.Project is "Server" or "Bench" or "Samples" && !PublicAreas.Contains(file.Area)
            from type in file.Types
            where type.Parent is not TypeDeclarationSyntax && Has(type, SyntaxKind.PublicKeyword)
            select $"{file.At(type)} {type.Identifier.Text}";
        Sources.AssertNone(findings, $"Public outside of {string.Join(", ", PublicAreas)}:");
    }

    private static bool Has(BaseTypeDeclarationSyntax type, params SyntaxKind[] kinds) => type.Modifiers.Any(m => kinds.Contains(m.Kind()));

    private static string SimpleName(TypeSyntax type) => type switch
    {
        GenericNameSyntax generic => generic.Identifier.Text,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        _ => type.ToString(),
    };

    private static IEnumerable<(string Name, string At)> Declared(SourceFile file)
    {
        foreach (var node in file.Tree.DescendantNodes())
        {
            var name = node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                MethodDeclarationSyntax method => method.Identifier.Text,
                PropertyDeclarationSyntax property => property.Identifier.Text,
                VariableDeclaratorSyntax variable => variable.Identifier.Text,
                EnumMemberDeclarationSyntax member => member.Identifier.Text,
                BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
                _ => null,
            };
            if (name is not null)
            {
                yield return (name, file.At(node));
            }
        }
    }

    /// <summary>"ShardLoop_is" → Shard, Loop, Is.</summary>
    private static IEnumerable<string> Words(string name)
    {
        for (var start = 0; start < name.Length;)
        {
            var end = start + 1;
            while (end < name.Length && char.IsLower(name[end]))
            {
                end++;
            }

            yield return char.ToUpperInvariant(name[start]) + name[(start + 1)..end];
            start = end;
        }
    }
}
