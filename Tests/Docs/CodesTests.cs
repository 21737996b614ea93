using System.Text.RegularExpressions;
using FastChat.Protocol;
using FastChat.Protocol.Errors;
using FastChat.Tests.Architecture;
using FastChat.Tests.Support;
using Google.Protobuf.Reflection;

namespace FastChat.Tests.Docs;

/// <summary>The numbers in the documents are those of protocol.proto.</summary>
[TestFixture]
internal sealed partial class CodesTests
{
    private static readonly EnumDescriptor Codes = ProtocolReflection.Descriptor.EnumTypes.Single(type => type.Name == "Code");

    [Test]
    public void The_table_of_codes_in_the_protocol_s_page_is_that_of_the_proto()
    {
        var documented = CodeRow().Matches(Repository.Read("docs/PROTOCOL.md"))
            .Select(row => $"{row.Groups["number"].Value} {row.Groups["name"].Value.Replace("CODE_", "", StringComparison.Ordinal)}");
        var defined = Codes.Values.Where(value => value.Number != 0)
            .Select(value => $"{value.Number} {value.Name.Replace("CODE_", "", StringComparison.Ordinal)}");
        Assert.That(documented, Is.EquivalentTo(defined));
    }

    [Test]
    public void Every_code_named_in_any_document_exists()
    {
        var names = Codes.Values.Select(value => value.Name).ToHashSet();
        var findings =
            from document in Documents.All
            from match in CodeName().Matches(Repository.Read(document))
            where !names.Contains(match.Value)
            select $"{document}: {match.Value}";
        Sources.AssertNone(findings, "Codes that do not exist:");
    }

    [Test]
    public void Every_code_lies_in_a_range_that_tells_what_to_do()
    {
        foreach (var code in Enum.GetValues<Code>().Where(code => code != Code.Unspecified))
        {
            Assert.That((int)code, Is.InRange(1000, 4999), $"{code}");
            var closes = code.ToString().StartsWith("Close", StringComparison.Ordinal);
            Assert.That(closes, Is.EqualTo(code.Advice() is Advice.Reconnect or Advice.Stop), $"{code}");
        }
    }

    [Test]
    public void The_page_of_the_protocol_names_every_request()
    {
        var page = Repository.Read("docs/PROTOCOL.md");
        var findings = ClientFrame.Descriptor.Oneofs.Single().Fields.Select(field => field.MessageType.Name)
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal));
        Sources.AssertNone(findings, "Requests that docs/PROTOCOL.md leaves out:");
    }

    [GeneratedRegex(@"^\|\s*`?(?<number>\d{4})`?\s*\|\s*`?(?<name>(CODE_)?[A-Z][A-Z_]+)`?\s*\|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();

    [GeneratedRegex(@"\bCODE_[A-Z_]+\b")]
    private static partial Regex CodeName();
}
