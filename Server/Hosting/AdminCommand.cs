using System.Globalization;
using System.Text.Json.Nodes;

namespace FastChat.Server.Hosting;

/// <summary>
/// A command `fastchat admin …`: a request to the admin API through the socket. Words in capitals are arguments, optional ones in
/// brackets; those that the path does not name go into the query or the body.
/// </summary>
/// <param name="Usage">The words after `admin`.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Path">Below /v1/admin, with {ARGUMENT}.</param>
/// <param name="Does">For the help.</param>
internal sealed record AdminCommand(string Usage, HttpMethod Method, string Path, string Does)
{
    private readonly string[] _words = Usage.Split(' ');

    /// <summary>Where the answer is written to instead of the console, if the command takes such an argument.</summary>
    public const string FileArgument = "FILE";

    /// <summary>The request that these words ask for; null: they are another command.</summary>
    public AdminRequest? Match(IReadOnlyList<string> given)
    {
        var required = _words.Count(word => word[0] != '[');
        if (given.Count < required || given.Count > _words.Length) return null;
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            var word = _words[i].Trim('[', ']');
            if (char.IsUpper(word[0])) arguments[word] = given[i];
            else if (word != given[i]) return null;
        }

        return Make(arguments);
    }

    private AdminRequest Make(Dictionary<string, string> arguments)
    {
        var (path, file) = (Path, (string?)null);
        var (query, body) = (new List<string>(), new JsonObject());
        foreach (var (name, value) in arguments)
        {
            var place = $"{{{name}}}";
            if (name == FileArgument) file = value;
            else if (path.Contains(place, StringComparison.Ordinal)) path = path.Replace(place, Uri.EscapeDataString(value), StringComparison.Ordinal);
            else if (Method == HttpMethod.Get) query.Add($"{Field(name)}={Uri.EscapeDataString(value)}");
            else body[Field(name)] = Value(name, value);
        }

        if (query.Count > 0) path += "?" + string.Join('&', query);
        var hasBody = Method == HttpMethod.Post || Method == HttpMethod.Put;
        return new AdminRequest(Method, path, hasBody ? body.ToJsonString() : null, file);
    }

    private static string Field(string name) => name == "FOR" ? "seconds" : name.ToLowerInvariant();

    private static JsonNode Value(string name, string text) => name switch
    {
        "FOR" => Seconds(text),
        "WITH_CONTENT" => bool.TryParse(text, out var yes) ? yes : throw new ServerOptionsException([$"{name} is true or false, not '{text}'."]),
        "EVENTS" or "SCOPES" => new JsonArray([.. List(text).Select(item => (JsonNode)item)]),
        "MEDIA_BYTES_MAX" or "GRACE_HOURS" or "USES" or "EXPIRES_AFTER_DAYS" or "FROM_SEQUENCE" => long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ServerOptionsException([$"{name} is a number, not '{text}'."]),
        _ => text,
    };

    /// <summary>Words with commas between; `read` stands for none of the scopes.</summary>
    private static IEnumerable<string> List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(word => word != "read");

    /// <summary>`90s`, `30m`, `12h`, `7d`.</summary>
    private static long Seconds(string text)
    {
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 } : 0;
        return unit > 0 && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < int.MaxValue
            ? count * unit
            : throw new ServerOptionsException([$"A time is a number with s, m, h or d, such as 12h; not '{text}'."]);
    }
}
