namespace FastChat.Storage;

/// <summary>What lies where in a data directory.</summary>
public static class StoragePaths
{
    public static string Database(string dataDirectory) => Path.Combine(dataDirectory, "db");

    public static string Media(string dataDirectory) => Path.Combine(dataDirectory, "media");

    /// <summary>Uploads that are not whole yet.</summary>
    public static string Uploads(string dataDirectory) => Path.Combine(dataDirectory, "uploads");

    /// <summary>The last durable turns, to tell a log that was cut.</summary>
    internal static string CommitMark(string dataDirectory) => Path.Combine(dataDirectory, "commit-mark");

    /// <summary>Says that the database was just restored and its commit numbers are still to be raised.</summary>
    internal static string Restored(string dataDirectory) => Path.Combine(dataDirectory, "restored");

    /// <summary>Whether a database was made here before.</summary>
    internal static bool HasDatabase(string dataDirectory) =>
        File.Exists(Path.Combine(Database(dataDirectory), "CURRENT"));
}
