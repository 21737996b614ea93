using FastChat.Tests.Support;

namespace FastChat.Tests.Architecture;

/// <summary>
/// The folders of Server are stages, and know each other in one direction only: the straight line that a message
/// travels, Transport → Sessions → Handlers → Routing, with leaves beneath and Hosting above all.
/// </summary>
[TestFixture]
internal sealed class ServerArrowsTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        // Leaves: they know nobody.
        ["Concurrency"] = [],
        ["Diagnostics"] = [],
        ["Delivery"] = ["Concurrency", "Diagnostics"],

        // The line, from its end to its start.
        ["Routing"] = ["Delivery", "Concurrency", "Diagnostics"],
        ["Handlers"] = ["Routing", "Accounts", "Media", "Auth", "Delivery", "Concurrency", "Diagnostics"],
        ["Sessions"] = ["Handlers", "Routing", "Auth", "Delivery", "Concurrency", "Diagnostics"],
        ["Transport"] = ["Sessions", "Delivery", "Concurrency", "Diagnostics"],

        // Follows the feed, and writes through Routing.
        ["Indexing"] = ["Routing", "Diagnostics"],

        // Adapters at the rim: what they do for others they do by interfaces that Routing declares.
        ["Outbound"] = ["Diagnostics"],
        ["Webhooks"] = ["Routing", "Outbound", "Diagnostics"],
        ["Push"] = ["Routing", "Delivery", "Outbound", "Diagnostics"],

        // Records that are nobody's conversation; they write through Routing.
        ["Auth"] = ["Routing", "Delivery", "Concurrency", "Diagnostics"],
        ["Accounts"] = ["Auth", "Routing", "Delivery", "Concurrency", "Diagnostics"],
        ["Media"] = ["Accounts", "Auth", "Routing", "Concurrency", "Diagnostics"],

        // What administrators do, and the long work behind it.
        ["Administration"] = ["Transport", "Handlers", "Indexing", "Accounts", "Media", "Auth", "Routing", "Delivery", "Concurrency", "Diagnostics"],

        // The second way in. It hands an accepted WebSocket to Transport.
        ["Http"] = ["Transport", "Administration", "Webhooks", "Accounts", "Media", "Auth", "Handlers", "Routing", "Delivery", "Concurrency", "Diagnostics"],
    };

    private static readonly string[] Line = ["Transport", "Sessions", "Handlers", "Routing", "Delivery"];

    [Test]
    public void Stages_name_only_the_stages_that_their_arrows_allow()
    {
        string[] stages = [.. Arrows.Keys, "Hosting"];
        var findings =
            from file in Sources.In("Server")
            let own = file.Path.Split('/')[1]
            where Arrows.ContainsKey(own)
            from mention in Mentions.Stages(file, stages)
            where mention.Stage != own && !Arrows[own].Contains(mention.Stage)
            select $"{own} → {mention.Stage}: {mention.Place}";
        Sources.AssertNone(findings, "Arrows against the line:");
    }

    [Test]
    public void The_arrows_themselves_follow_the_line_and_have_no_circle()
    {
        for (var i = 0; i < Line.Length; i++)
        {
            Assert.That(Arrows[Line[i]].Intersect(Line.Take(i)), Is.Empty, $"{Line[i]} may not name an earlier stage");
        }

        foreach (var stage in Arrows.Keys)
        {
            Assert.That(Reach(stage), Does.Not.Contain(stage), $"{stage} reaches itself");
        }
    }

    [Test]
    public void Every_folder_of_Server_is_a_stage_on_the_map()
    {
        var folders = Directory.GetDirectories(Repository.PathOf("Server")).Select(d => Path.GetFileName(d)!)
            .Where(name => Repository.Files($"Server/{name}", "*.cs").Any());
        Assert.That(folders.Except([.. Arrows.Keys, "Hosting"]), Is.Empty);
    }

    [Test]
    public void Each_file_s_namespace_is_its_folder()
    {
        string[] projects = ["Server", "Storage", "Protocol", "Mls"];
        var findings =
            from file in Sources.All
            where projects.Contains(file.Project)
            from space in file.Tree.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.BaseNamespaceDeclarationSyntax>()
            let wanted = "FastChat." + string.Join('.', file.Path.Split('/').SkipLast(1))
            where !wanted.StartsWith(space.Name.ToString(), StringComparison.Ordinal)
                || space.Name.ToString().Split('.').Length < Math.Min(3, wanted.Split('.').Length)
            select $"{file.Path} declares {space.Name}";
        Sources.AssertNone(findings, "A namespace is the folder (the stage at least):");
    }

    private static HashSet<string> Reach(string stage)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(Arrows[stage]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                Array.ForEach(Arrows[next], open.Push);
            }
        }

        return reached;
    }
}
