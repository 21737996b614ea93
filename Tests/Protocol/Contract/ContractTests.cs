using System.Globalization;
using FastChat.Protocol;
using FastChat.Tests.Support;
using Google.Protobuf.Reflection;

namespace FastChat.Tests.Protocol.Contract;

/// <summary>
/// Freezes protocol.proto: each field and enum value, by name, number and type, stands in contract.txt. Lines may only be
/// added; removing, renumbering or retyping breaks clients that are out there.
/// </summary>
[TestFixture]
internal sealed class ContractTests
{
    private const string Golden = "Tests/Protocol/Contract/contract.txt";

    [Test]
    public void No_field_or_value_of_version_1_is_changed_or_missing()
    {
        var frozen = Lines(Repository.Read(Golden));
        Assert.That(frozen.Except(Current()), Is.Empty);
    }

    [Test]
    public void What_is_new_is_added_to_the_frozen_contract()
    {
        var frozen = Lines(Repository.Read(Golden));
        Assert.That(Current().Except(frozen), Is.Empty, $"append these lines to {Golden}");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Current()
    {
        var file = ProtocolReflection.Descriptor;
        return file.MessageTypes.SelectMany(Describe).Concat(file.EnumTypes.SelectMany(Describe));
    }

    private static IEnumerable<string> Describe(MessageDescriptor message) =>
        message.Fields.InFieldNumberOrder()
            .Select(field => string.Create(
                CultureInfo.InvariantCulture,
                $"{message.Name}.{field.Name} = {field.FieldNumber} {(field.IsRepeated ? "repeated " : "")}{TypeOf(field)}"))
            .Concat(message.EnumTypes.SelectMany(Describe))
            .Concat(message.NestedTypes.SelectMany(Describe));

    private static IEnumerable<string> Describe(EnumDescriptor type) => type.Values.Select(value =>
        string.Create(CultureInfo.InvariantCulture, $"{type.Name}.{value.Name} = {value.Number}"));

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.Name,
        var type => type.ToString(),
    };
}
