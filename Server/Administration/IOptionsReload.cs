namespace FastChat.Server.Administration;

/// <summary>The limits in force, and how they are read again. Thread-safe.</summary>
internal interface IOptionsReload
{
    /// <summary>Every limit that can change without a restart, by its option's name.</summary>
    IReadOnlyList<(string Name, string Value)> Limits();

    /// <summary>Reads the options again; the names of those that changed.</summary>
    /// <exception cref="Routing.RefusalException">InvalidOptions: the old ones stay in force. NotSupported: there is nowhere to read from.</exception>
    IReadOnlyList<string> Reload();
}
