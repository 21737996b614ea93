using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastChat.Tests.Architecture;

/// <summary>Libraries and powers that resolve in a few places only.</summary>
[TestFixture]
internal sealed class ReachTests
{
    /// <summary>Where lock-free and unsafe code may live; Storage/Engine is RocksDB's C interface (decision 0010). Beyond
    /// these, a file needs a reason.</summary>
    private static readonly string[] SharpAreas =
        ["Server/Concurrency", "Protocol/Framing", "Storage/Engine", "Storage/Keys", "Storage/Sealing"];

    private static readonly Dictionary<string, string> SharpFiles = new()
    {
    };

    [Test]
    public void RocksDbSharp_is_named_in_Storage_only() => Confined("RocksDbSharp", "Storage");

    [Test]
    public void Pipes_are_named_in_transports_only() =>
        Confined("System.IO.Pipelines", "Server/Transport", "Client.Sdk/Connections", "Bench", "Tests");

    [Test]
    public void The_HTTP_types_of_ASP_NET_are_named_in_Http_and_Hosting_only() =>
        Confined("Microsoft.AspNetCore.Http", "Server/Http", "Server/Hosting", "Server/Transport/Epoll/EpollConnection.cs", "Bench", "Tests");

    [Test]
    public void What_decides_about_messages_never_sees_a_socket()
    {
        string[] blind = ["Protocol", "Storage", "Server/Routing", "Server/Handlers", "Server/Sessions", "Server/Delivery", "Server/Accounts"];
        var findings =
            from file in Sources.All
            where blind.Any(area => file.Path.StartsWith(area + "/", StringComparison.Ordinal))
            from space in new[] { "System.Net.Sockets", "System.Net.WebSockets", "Microsoft.AspNetCore.Connections" }
            from finding in Mentions.Of(file, space)
            select finding;
        Sources.AssertNone(findings, "Sockets are the transport's business:");
    }

    [Test]
    public void SQLite_is_named_in_the_client_s_local_state_only() => Confined("Microsoft.Data.Sqlite", "Client.Sdk/LocalState");

    [Test]
    public void Unsafe_and_lock_free_code_lives_in_the_listed_places()
    {
        var findings =
            from file in Sources.Product
            where file.Project is not "Bench" && !SharpAreas.Contains(file.Area) && !SharpFiles.ContainsKey(file.Path)
            from finding in Sharp(file)
            select finding;
        Sources.AssertNone(findings, "Unsafe or lock-free code outside of its folders:");
    }

    [Test]
    public void Every_exception_for_sharp_code_is_still_needed()
    {
        var findings = SharpFiles.Keys.Where(path => Sources.All.FirstOrDefault(f => f.Path == path) is not { } file || !Sharp(file).Any());
        Sources.AssertNone(findings, "No longer sharp, so no longer an exception:");
    }

    private static void Confined(string @namespace, params string[] areas)
    {
        var findings = Sources.All
            .Where(file => !areas.Any(area => file.Path == area || file.Path.StartsWith(area + "/", StringComparison.Ordinal)))
            .SelectMany(file => Mentions.Of(file, @namespace));
        Sources.AssertNone(findings, $"{@namespace} resolves in {string.Join(", ", areas)} only:");
    }

    /// <summary>Pointers and reinterpretation; compare-and-swap, fences and spinning. Counting, and publishing one value, is neither.</summary>
    private static IEnumerable<string> Sharp(SourceFile file)
    {
        foreach (var token in file.Tree.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.UnsafeKeyword))
            {
                yield return $"{file.At(token.Parent!)} {token.Text}";
            }
        }

        foreach (var access in file.Tree.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            var name = access.Name.Identifier.Text;
            var sharp = access.Expression.ToString() switch
            {
                "Unsafe" or "NativeMemory" or "SpinWait" => true,
                "Volatile" => name is "ReadBarrier" or "WriteBarrier",
                "Interlocked" => name is "CompareExchange" or "MemoryBarrier" or "MemoryBarrierProcessWide",
                "MemoryMarshal" => name is "Cast" or "GetReference" or "CreateSpan" or "CreateReadOnlySpan" or "Read" or "Write",
                _ => false,
            };
            if (sharp)
            {
                yield return $"{file.At(access)} {access.Expression}.{name}";
            }
        }
    }
}
