namespace FastChat.Server.Hosting;

/// <summary>Reads the options of the stand-alone server: appsettings.json, then the environment, then the command line.</summary>
internal static class OptionsReader
{
    /// <summary>The variable of the key-encryption key, as docs/STORAGE.md names it.</summary>
    public const string KeyVariable = "FASTCHAT_KEY";

    /// <summary>All settings, also those that are not options (logging); it tells when the file changes, if asked to.</summary>
    public static IConfigurationRoot Configuration(CommandLine line, bool watches = false) => new ConfigurationBuilder()
        .SetBasePath(Environment.CurrentDirectory)
        // A file that is broken when it changes is told by who reads it then, and must not end the thread that watches it.
        .SetFileLoadExceptionHandler(failure => failure.Ignore = watches)
        .AddJsonFile("appsettings.json", optional: true, reloadOnChange: watches)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(line.Settings)
        .Build();

    /// <exception cref="ServerOptionsException">A value has the wrong form, or a name is unknown.</exception>
    public static ServerOptions Read(CommandLine line)
    {
        try
        {
            var options = Configuration(line).GetSection(CommandLine.Section)
                .Get<ServerOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new ServerOptions();
            options = options with { DataDirectory = Path.GetFullPath(options.DataDirectory) };
            if (options.KeyFile is { } file) options = options with { KeyFile = Path.GetFullPath(file) };
            return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? options with { KeyText = key } : options;
        }
        catch (InvalidOperationException wrong)
        {
            throw new ServerOptionsException([wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message]);
        }
    }
}
