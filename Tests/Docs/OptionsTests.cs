using System.Text.RegularExpressions;
using FastChat.Server.Hosting;
using FastChat.Tests.Architecture;
using FastChat.Tests.Support;

namespace FastChat.Tests.Docs;

/// <summary>docs/OPERATIONS.md has every option of the server, and none that does not exist.</summary>
[TestFixture]
internal sealed partial class OptionsTests
{
    private const string Page = "docs/OPERATIONS.md";

    [Test]
    public void Every_option_is_documented()
    {
        var page = Repository.Read(Page);
        var findings = typeof(ServerOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)
            .Where(name => !page.Contains($"`{name}", StringComparison.Ordinal));
        Sources.AssertNone(findings, $"Options that {Page} leaves out:");
    }

    [Test]
    public void Every_documented_option_exists()
    {
        var names = typeof(ServerOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var findings = OptionRow().Matches(Repository.Read(Page)).Select(row => row.Groups["name"].Value.Split(':')[0])
            .Concat(Documents.All.SelectMany(document => Variable().Matches(Repository.Read(document)))
                .Select(match => match.Groups["name"].Value.Split("__")[0]))
            .Where(name => name != "NAME" && !names.Contains(name));
        Sources.AssertNone(findings, "Options that do not exist:");
    }

    [GeneratedRegex(@"^\|\s*`(?<name>[A-Z][A-Za-z:]+)`\s*\|", RegexOptions.Multiline)]
    private static partial Regex OptionRow();

    [GeneratedRegex(@"\bFASTCHAT__(?<name>[A-Za-z_]+[A-Za-z])")]
    private static partial Regex Variable();
}
