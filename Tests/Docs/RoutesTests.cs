using System.Text.RegularExpressions;
using FastChat.Tests.Architecture;
using FastChat.Tests.Support;

namespace FastChat.Tests.Docs;

/// <summary>docs/HTTP.md has every route of the server, and none that does not exist.</summary>
[TestFixture]
internal sealed partial class RoutesTests
{
    [Test]
    public async Task The_documented_routes_are_those_of_the_server()
    {
        await using var server = await TestServer.StartAsync(options => options with { Seeding = new() { Enabled = true } });
        var served = ServedRoutes.Of(server).Select(route => $"{route.Method} {Plain(route.Path)}").ToHashSet();
        var documented = Route().Matches(Repository.Read("docs/HTTP.md"))
            .SelectMany(match => match.Groups["methods"].Value.Split('/').Select(method => $"{method} {Plain(match.Groups["path"].Value)}"))
            .ToHashSet();
        var findings = served.Except(documented).Select(route => $"not documented: {route}")
            .Concat(documented.Except(served).Select(route => $"not served: {route}"));
        Sources.AssertNone(findings, "docs/HTTP.md and the server differ:");
    }

    private static string Plain(string path) => Parameters().Replace(path, "{}");

    [GeneratedRegex(@"`(?<methods>(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(/(GET|HEAD))?) (?<path>/[\w./{}:-]*)`")]
    private static partial Regex Route();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameters();
}
