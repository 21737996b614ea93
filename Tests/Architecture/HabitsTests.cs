using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using FastChat.Tests.Support;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastChat.Tests.Architecture;

/// <summary>Habits that a compiler does not see.</summary>
[TestFixture]
internal sealed partial class HabitsTests
{
    private static readonly string[] TextFiles = [".md", ".cs", ".proto", ".csproj", ".props", ".json", ".mjs", ".sh", ".runsettings", ".editorconfig"];

    [Test]
    public void No_test_sleeps()
    {
        var findings =
            from file in Sources.In("Tests")
            where file.Text.Contains("Sleep", StringComparison.Ordinal) || file.Text.Contains("Delay", StringComparison.Ordinal)
                || file.Text.Contains("Spin", StringComparison.Ordinal)
            from access in file.Tree.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where access.ToString() is "Thread.Sleep" or "Task.Delay" or "Thread.SpinWait" or "SpinWait.SpinUntil"
            select $"{file.At(access)} {access}";
        Sources.AssertNone(findings, "Tests wait for what happens, not for time to pass:");
    }

    [Test]
    public void Nothing_is_left_for_later()
    {
        var findings =
            from file in Sources.All
            where file.Path != "Tests/Architecture/HabitsTests.cs" && LaterWords().IsMatch(file.Text)
            from trivia in file.Tree.DescendantTrivia(descendIntoTrivia: false)
            let text = trivia.ToString()
            where LaterWords().IsMatch(text) && text.StartsWith('/')
            select $"{file.Path}:{trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1} {text.Trim()}";
        var stubs =
            from file in Sources.All
            where file.Text.Contains("NotImplementedException", StringComparison.Ordinal)
            from thrown in file.Tree.DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
            where thrown.Type.ToString() == "NotImplementedException"
            select $"{file.At(thrown)} {thrown}";
        Sources.AssertNone(findings.Concat(stubs), "Unfinished:");
    }

    [Test]
    public void No_file_names_a_place_on_somebody_s_machine()
    {
        var findings =
            from path in Repository.Files()
            where TextFiles.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)) || path == ".ci/run"
            where path != "Tests/Architecture/HabitsTests.cs"
            let match = MachinePaths().Match(Repository.Read(path))
            where match.Success
            select $"{path} {match.Value}";
        Sources.AssertNone(findings, "A path of one machine:");
    }

    [Test]
    public void No_commit_message_names_a_place_on_somebody_s_machine()
    {
        Assert.That(MachinePaths().Match(Messages()).Value, Is.Empty);
    }

    private static string Messages()
    {
        if (!Repository.Exists(".git"))
        {
            Assert.Ignore("this is no clone, so there are no messages to read");
        }

        try
        {
            var command = new ProcessStartInfo("git", ["-C", Repository.Root, "log", "--format=%h %B"]) { RedirectStandardOutput = true };
            using var git = Process.Start(command)!;
            var messages = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return messages;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("git is not installed, so there are no messages to read");
            return "";
        }
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex LaterWords();

    [GeneratedRegex(@"(?<![\w.:/-])/(work|root|home/\w+|Users/\w+|mnt/\w+)/\w+|[A-Z]:\\Users\\")]
    private static partial Regex MachinePaths();
}
