using System.Text.Json;
using FastChat.Tests.Support;

namespace FastChat.Tests.Mls.Vectors;

/// <summary>The MLS working group's vectors, which lie beside the repository and not in it: they name no licence.</summary>
internal static class VectorFile
{
    private const string Folder = "../shared/mls/vectors";

    /// <summary>The cases of one file. Ignores the test where the folder is absent, as in a public clone.</summary>
    public static IReadOnlyList<JsonElement> Read(string name)
    {
        var path = Path.Combine(Repository.PathOf(Folder), name + ".json");
        if (!File.Exists(path))
            Assert.Ignore($"{Folder}/{name}.json is absent: the working group's vectors are not part of the repository");
        var cases = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray().ToList();
        Assert.That(cases, Is.Not.Empty);
        return cases;
    }

    public static byte[] Hex(this JsonElement element, string property) => Convert.FromHexString(element.GetProperty(property).GetString()!);

    public static byte[]? HexOrNull(this JsonElement element, string property) =>
        element.GetProperty(property) is { ValueKind: not JsonValueKind.Null } value ? Convert.FromHexString(value.GetString()!) : null;

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static uint Number(this JsonElement element, string property) => element.GetProperty(property).GetUInt32();

    public static IEnumerable<JsonElement> Items(this JsonElement element, string property) => element.GetProperty(property).EnumerateArray();
}
