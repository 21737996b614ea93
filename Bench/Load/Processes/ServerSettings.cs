using System.Globalization;

namespace FastChat.Bench.Load.Processes;

/// <summary>How a server process is configured, through its environment.</summary>
/// <param name="DataDirectory">Also survives the process.</param>
/// <param name="KeyFile">Outside of the data directory.</param>
internal sealed record ServerSettings(string DataDirectory, string KeyFile)
{
    /// <summary>Further environment variables, FASTCHAT__… among them.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    public void WriteTo(IDictionary<string, string?> environment, int tcpPort, int httpPort)
    {
        environment["FASTCHAT__DATADIRECTORY"] = DataDirectory;
        environment["FASTCHAT__KEYFILE"] = KeyFile;
        environment["FASTCHAT__TCPPORT"] = tcpPort.ToString(CultureInfo.InvariantCulture);
        environment["FASTCHAT__HTTPPORT"] = httpPort.ToString(CultureInfo.InvariantCulture);
        environment["FASTCHAT__SEEDING__ENABLED"] = "true";
        environment["LOGGING__LOGLEVEL__DEFAULT"] = "Warning";
        environment.Remove("FASTCHAT_KEY");
        foreach (var (name, value) in More)
            environment[name] = value;
    }
}
