using System.Xml.Linq;
using FastChat.Tests.Support;

namespace FastChat.Tests.Architecture;

/// <summary>The arrows between projects, read from the project files. Nothing else is allowed.</summary>
[TestFixture]
internal sealed class ProjectArrowsTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Protocol"] = [],
        ["Mls"] = [],
        ["Search"] = [],
        ["Storage"] = ["Protocol", "Search"],
        ["Client.Sdk"] = ["Protocol", "Search", "Mls"],
        ["Server"] = ["Protocol", "Storage", "Mls"],
        ["Bench"] = ["Protocol", "Mls", "Search", "Storage", "Server", "Client.Sdk"],
        ["Terminal"] = ["Client.Sdk"],
        ["Tests"] = ["Protocol", "Mls", "Search", "Storage", "Server", "Client.Sdk", "Bench", "Terminal"],
    };

    [Test]
    public void Every_project_refers_only_to_what_its_arrows_allow()
    {
        var findings = Projects().SelectMany(project => References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            .Where(target => !Arrows[Name(project)].Contains(target))
            .Select(target => $"{project} → {target}"));
        Sources.AssertNone(findings, "An arrow that docs/ARCHITECTURE.md does not draw:");
    }

    [Test]
    public void Every_project_is_on_the_map() =>
        Assert.That(Projects().Select(Name), Is.EquivalentTo(Arrows.Keys));

    [Test]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("FastChat.sln").Replace('\\', '/');
        Sources.AssertNone(Projects().Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)), "Not in FastChat.sln:");
    }

    [Test]
    public void Only_Storage_refers_to_RocksDB_and_keeps_it_to_itself()
    {
        var users = Projects().Where(p => References(p, "PackageReference").Contains("RocksDB")).ToList();
        Assert.That(users, Is.EqualTo(new[] { "Storage/Storage.csproj" }));
        var reference = Elements("Storage/Storage.csproj", "PackageReference").Single(e => (string?)e.Attribute("Include") == "RocksDB");
        Assert.That((string?)reference.Attribute("PrivateAssets"), Does.Contain("compile"));
    }

    [Test]
    public void Versions_stand_in_the_central_file_alone()
    {
        var findings = Projects().Where(p => Elements(p, "PackageReference").Any(e => e.Attribute("Version") is not null));
        Sources.AssertNone(findings, "Package versions belong in Directory.Packages.props:");
    }

    private static IEnumerable<string> Projects() => Repository.Files(pattern: "*.csproj");

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> References(string project, string element) =>
        Elements(project, element).Select(e => (string?)e.Attribute("Include") ?? "");

    private static IEnumerable<XElement> Elements(string project, string element) =>
        XDocument.Parse(Repository.Read(project)).Descendants(element);
}
