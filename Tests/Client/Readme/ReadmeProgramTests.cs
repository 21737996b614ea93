using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FastChat.Client;
using FastChat.Tests.Client.Api;
using FastChat.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastChat.Tests.Client.Readme;

/// <summary>The SDK program of README.md, compiled and run as it stands there; only the address is another.</summary>
[TestFixture]
internal sealed partial class ReadmeProgramTests
{
    private const string Address = "http://localhost:8080";
    private const string Password = "correct horse";

    /// <summary>What a console project of the .NET SDK has by default.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    [Test]
    public async Task The_program_in_the_readme_compiles_and_chats()
    {
        await using var world = await ChatWorld.StartAsync();
        var grace = await world.RegisterAsync("grace");
        await world.Server.Accounts.RegisterAsync("ada", Password);
        var adas = (await grace.FindAccountAsync("ada"))!;
        var conversation = await grace.OpenDirectAsync(adas.Id);
        await (await conversation.SendAsync("are you there?")).Sent.SoonAsync();
        var program = Program();
        Assert.That(program.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.LessThanOrEqualTo(15));
        Assert.That(program, Does.Contain(Address));

        var assembly = Compile(program.Replace(Address, world.Address.TrimEnd('/'), StringComparison.Ordinal));
        var home = world.PathOf("home");
        var output = await RunAsync(assembly, home, "I am.\nAlways.\n", leaveAfter: "grace: are you there? [Sent]");

        await using var timeline = conversation.OpenTimeline();
        await timeline.UntilAsync(rows => rows.Count(row => row.Sender.Handle == "ada" && row.Kind == EntryKind.Message) == 2);
        Assert.That(output, Does.Contain("grace: are you there? [Sent]"));
        Assert.That(output, Does.Match(@"ada: I am\. \[\w+\]"));
        var store = Directory.GetFiles(home, "*.db", SearchOption.AllDirectories).Single();
        Assert.That(Path.GetFileName(Path.GetDirectoryName(store)), Is.EqualTo("fastchat-client"), "apart from the server's data");
    }

    private static string Program()
    {
        var block = CSharpBlock().Match(Repository.Read("README.md"));
        Assert.That(block.Success, Is.True, "README.md has no C# program.");
        return block.Groups[1].Value;
    }

    private static string Compile(string program)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"readme-{Environment.ProcessId}.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(program)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(path);
        Assert.That(result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning), Is.Empty);
        return path;
    }

    // In a process of its own: it has the console to itself, and a home of its own for the store. It gets the empty line that
    // ends it once it has shown what it should: sending does not wait for what others have written.
    private static async Task<string> RunAsync(string assembly, string home, string input, string leaveAfter)
    {
        var tests = Path.Combine(AppContext.BaseDirectory, "FastChat.Tests");
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json", assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = home, ["XDG_DATA_HOME"] = home, ["LOCALAPPDATA"] = home },
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = new StringBuilder();
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            await process.StandardInput.FlushAsync();
            while (await process.StandardOutput.ReadLineAsync().SoonAsync() is { } line)
            {
                output.AppendLine(line);
                if (line != leaveAfter)
                    continue;
                await process.StandardInput.WriteLineAsync();
                process.StandardInput.Close();
                break;
            }

            output.Append(await process.StandardOutput.ReadToEndAsync().SoonAsync());
            await process.WaitForExitAsync().SoonAsync();
            Assert.That((process.ExitCode, await errors), Is.EqualTo((0, "")));
            return output.ToString();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            File.Delete(assembly);
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
