namespace FastChat.Server.Hosting;

/// <summary>Marks a connection that came through the admin socket: whoever can open it owns the server's files.</summary>
internal sealed class AdminConnection
{
    /// <summary>The socket's name in the data directory.</summary>
    public const string SocketName = "admin.sock";

    /// <summary>sun_path of Linux has 108 bytes with its end, of macOS 104.</summary>
    public const int PathBytesMax = 103;

    public static string PathOf(string dataDirectory) => Path.Combine(dataDirectory, SocketName);

    /// <summary>Mode 0600; the directory around it is 0700 already.</summary>
    public static void Protect(string dataDirectory)
    {
        var path = PathOf(dataDirectory);
        if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Whether the system can have a socket there.</summary>
    public static bool Fits(string path) => System.Text.Encoding.UTF8.GetByteCount(path) <= PathBytesMax;
}
