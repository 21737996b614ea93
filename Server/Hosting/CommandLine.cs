using System.Reflection;

namespace FastChat.Server.Hosting;

/// <summary>What was asked for on the command line: one command with its arguments, and options.</summary>
/// <param name="Command">`run` when none is named.</param>
/// <param name="Arguments">What follows the command.</param>
/// <param name="Settings">`--Name value` as configuration keys of section `FastChat`.</param>
internal sealed record CommandLine(string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>The configuration section of <see cref="ServerOptions"/>.</summary>
    public const string Section = "FastChat";

    private static readonly string[] Names =
        [.. typeof(ServerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name)];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ServerOptionsException">An option that does not exist or has no value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word is "-h" or "--help" or "help") return new CommandLine("help", [], settings);
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(word);
                continue;
            }

            var (name, value) = word.IndexOf('=', StringComparison.Ordinal) is var at and > 0
                ? (word[2..at], word[(at + 1)..])
                : (word[2..], i + 1 < arguments.Count ? arguments[++i] : null);
            if (value is null) throw new ServerOptionsException([$"--{name} needs a value."]);
            settings[$"{Section}:{KeyOf(name)}"] = value;
        }

        return words.Count == 0 ? new CommandLine("run", [], settings) : new CommandLine(words[0], words[1..], settings);
    }

    // --HttpPort, --http-port and --Seeding:Enabled name the same things as the configuration does.
    private static string KeyOf(string name)
    {
        var parts = name.Split(':');
        parts[0] = parts[0].Replace("-", "", StringComparison.Ordinal);
        if (!Names.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            throw new ServerOptionsException([$"There is no option --{name}. --help lists the commands, docs/OPERATIONS.md the options."]);
        return string.Join(':', parts);
    }
}
