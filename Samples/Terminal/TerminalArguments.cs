namespace FastChat.Samples.Terminal;

/// <summary>What the command line asked for.</summary>
internal sealed record TerminalArguments
{
    public const string Usage = """
        A chat client in the terminal.

          --server URL    the server's address (default: http://localhost:8080)
          --handle NAME   who you are; asked for when it is left out
          --store PATH    where messages and the outbox are kept (default: one file per server and handle)
          --register      make a new account instead of signing in
          --invitation C  the invitation for it, where the server wants one
          --guest         come in as a guest, without handle and password
          --plain         lines in, lines out, no screen (the default when input or output is a pipe)
          --script FILE   read the lines from a file instead; implies --plain
          --help          this text

        The password is asked for, or taken from the environment variable FASTCHAT_PASSWORD. With FASTCHAT_BOT_TOKEN a bot signs in.
        """;

    public string Server { get; init; } = "http://localhost:8080";

    public string? Handle { get; init; }

    public string? StorePath { get; init; }

    public bool Register { get; init; }

    public string? Invitation { get; init; }

    public bool Guest { get; init; }

    public bool Plain { get; init; }

    public string? Script { get; init; }

    public bool Help { get; init; }

    /// <summary>Reads the arguments; an unknown or incomplete one is named in <paramref name="problem"/>.</summary>
    public static TerminalArguments Parse(IReadOnlyList<string> arguments, out string? problem)
    {
        var parsed = new TerminalArguments();
        problem = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--register": parsed = parsed with { Register = true }; continue;
                case "--guest": parsed = parsed with { Guest = true }; continue;
                case "--plain": parsed = parsed with { Plain = true }; continue;
                case "--help" or "-h": parsed = parsed with { Help = true }; continue;
                case "--server" when value is not null: parsed = parsed with { Server = value }; break;
                case "--invitation" when value is not null: parsed = parsed with { Invitation = value, Register = true }; break;
                case "--handle" when value is not null: parsed = parsed with { Handle = value }; break;
                case "--store" when value is not null: parsed = parsed with { StorePath = value }; break;
                case "--script" when value is not null: parsed = parsed with { Script = value, Plain = true }; break;
                default:
                    problem = $"{arguments[i]}: unknown, or its value is missing";
                    return parsed;
            }

            i++;
        }

        return parsed;
    }

    /// <summary>One store per server and handle, so that two people can share a machine.</summary>
    public string StorePathFor(string handle)
    {
        var place = new Uri(Server);
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "fastchat-terminal");
        return StorePath ?? Path.Combine(folder, $"{place.Host}-{place.Port}-{handle}.db");
    }
}
