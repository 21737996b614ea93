using System.Text.RegularExpressions;
using FastChat.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastChat.Tests.Docs;

/// <summary>The programs of docs/EMBEDDING.md compile.</summary>
[TestFixture]
internal sealed partial class EmbeddingTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    [Test]
    public void The_example_of_a_host_with_hooks_compiles()
    {
        var programs = CSharpBlock().Matches(Repository.Read("docs/EMBEDDING.md"));
        Assert.That(programs, Is.Not.Empty);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)).ToList();
        foreach (Match program in programs)
        {
            var compilation = CSharpCompilation.Create(
                "embedding",
                [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(program.Groups[1].Value)],
                references,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
            using var assembly = new MemoryStream();
            Assert.That(compilation.Emit(assembly).Diagnostics.Where(found => found.Severity >= DiagnosticSeverity.Warning), Is.Empty);
        }
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
