using System.Text.RegularExpressions;
using FastChat.Client;
using FastChat.Tests.Architecture;
using FastChat.Tests.Support;
using NUnit.Framework.Interfaces;

namespace FastChat.Tests.Docs;

/// <summary>Each row of docs/FEATURES.md names a public member of the SDK and a test, and both exist.</summary>
[TestFixture]
internal sealed partial class FeaturesTests
{
    private const string Page = "docs/FEATURES.md";

    [Test]
    public void Every_row_names_a_member_of_the_SDK_and_a_test_that_exist()
    {
        var rows = Row().Matches(Repository.Read(Page));
        Assert.That(rows, Is.Not.Empty);
        Assert.That(rows, Has.Count.EqualTo(AnyRow().Count(Repository.Read(Page)) - 1), "rows of another form, the heading left out");
        var findings =
            from row in rows
            from finding in Missing(row.Groups["member"].Value, row.Groups["test"].Value)
            select $"{row.Groups["feature"].Value}: {finding}";
        Sources.AssertNone(findings, $"{Page} names what does not exist:");
    }

    private static IEnumerable<string> Missing(string member, string test)
    {
        var (owner, name) = (member.Split('.')[0], member.Split('.')[1]);
        if (typeof(ChatClient).Assembly.GetExportedTypes().FirstOrDefault(type => type.Name == owner)?.GetMember(name) is not { Length: > 0 })
            yield return member;
        var (fixture, method) = (test.Split('.')[0], test.Split('.')[1]);
        if (typeof(FeaturesTests).Assembly.GetTypes().FirstOrDefault(type => type.Name == fixture)?.GetMethod(method)
            ?.GetCustomAttributes(inherit: false).Any(attribute => attribute is ISimpleTestBuilder or ITestBuilder) is not true)
            yield return test;
    }

    [GeneratedRegex(@"^\| (?<feature>[^|]+) \| `(?<member>\w+\.\w+)` \| `(?<test>\w+\.\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| ", RegexOptions.Multiline)]
    private static partial Regex AnyRow();
}
