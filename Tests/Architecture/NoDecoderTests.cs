using System.Reflection;
using System.Text.RegularExpressions;
using FastChat.Server.Hosting;
using FastChat.Tests.Support;

namespace FastChat.Tests.Architecture;

/// <summary>The server never decodes an image, a sound or a film: what parses hostile content is not there at all.</summary>
[TestFixture]
internal sealed partial class NoDecoderTests
{
    private static readonly string[] Projects = ["Server", "Storage", "Protocol", "Search"];

    [Test]
    public void No_library_that_decodes_media_is_restored_for_the_server()
    {
        var findings =
            from project in Projects
            from package in Package().Matches(Repository.Read($"{project}/packages.lock.json")).Select(match => match.Groups["name"].Value)
            where Decoder().IsMatch(package)
            select $"{project}: {package}";
        Sources.AssertNone(findings, "What decodes media does not belong into the server:");
    }

    [Test]
    public void No_assembly_of_the_server_reaches_one_and_no_source_names_one()
    {
        var seen = new HashSet<string>();
        var open = new Queue<Assembly>([typeof(FastChatServer).Assembly]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies().Where(name => seen.Add(name.Name!)))
            {
                if (reference.Name!.StartsWith("FastChat", StringComparison.Ordinal)) open.Enqueue(Assembly.Load(reference));
            }
        }

        Assert.That(seen, Has.Member("FastChat.Storage"), "the walk reaches further than the server itself");
        Sources.AssertNone(seen.Where(name => Decoder().IsMatch(name)), "Referenced:");
        var sources =
            from project in Projects
            from file in Sources.In(project)
            where Decoder().IsMatch(file.Tree.ToString())
            select file.Path;
        Sources.AssertNone(sources, "Named in a source:");
    }

    [TestCase("SixLabors.ImageSharp")]
    [TestCase("SkiaSharp.NativeAssets.Linux")]
    [TestCase("System.Drawing.Common")]
    [TestCase("Magick.NET-Q8-AnyCPU")]
    [TestCase("FFMpegCore")]
    public void The_rule_knows_decoders(string name) => Assert.That(Decoder().IsMatch(name));

    [GeneratedRegex(@"ImageSharp|SkiaSharp|System\.Drawing|Magick|NetVips|FreeImage|StbImage|FFMpeg|LibVLC|NAudio|PdfSharp|PDFium", RegexOptions.IgnoreCase)]
    private static partial Regex Decoder();

    [GeneratedRegex("^ {6}\"(?<name>[^\"]+)\": \\{", RegexOptions.Multiline)]
    private static partial Regex Package();
}
