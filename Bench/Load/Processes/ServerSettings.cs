using System.Globalization;

namespace FastChat.Bench.Load.Processes;

/// <summary>How a server process is configured, through its environment.</summary>
/// <param name="DataDirectory">Also survives the process.</param>
/// <param name="KeyFile">Outside of the data directory.</param>
internal sealed record ServerSettings(string DataDirectory, string KeyFile)
{
    /// <summary>0: any free one.</summary>
    public int TcpPort { get; init; }

    /// <summary>0: any free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>Further environment variables, FASTCHAT__… among them.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it looks for appsettings.json; null: beside its program.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Where the server tells its addresses once it listens.</summary>
    public string PortFile => KeyFile + ".ports";

    /// <summary>The server on these ports, each time that it starts.</summary>
    public ServerSettings At(HeldPorts ports) => this with { TcpPort = ports.Tcp, HttpPort = ports.Http };

    public void WriteTo(IDictionary<string, string?> environment)
    {
        environment["FASTCHAT__DATADIRECTORY"] = DataDirectory;
        environment["FASTCHAT__KEYFILE"] = KeyFile;
        environment["FASTCHAT__PORTFILE"] = PortFile;
        environment["FASTCHAT__TCPPORT"] = TcpPort.ToString(CultureInfo.InvariantCulture);
        environment["FASTCHAT__HTTPPORT"] = HttpPort.ToString(CultureInfo.InvariantCulture);
        environment["FASTCHAT__SEEDING__ENABLED"] = "true";
        environment.Remove("FASTCHAT_KEY");
        foreach (var (name, value) in More)
            environment[name] = value;
    }
}
