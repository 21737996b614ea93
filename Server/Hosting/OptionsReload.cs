using System.Globalization;
using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Routing;

namespace FastChat.Server.Hosting;

/// <summary>Reads the options again from where they came: when a signal, the file or an administrator says so.</summary>
internal sealed class OptionsReload(LiveOptions live, OptionsSource source) : IOptionsReload
{
    public IReadOnlyList<(string Name, string Value)> Limits()
    {
        var current = live.Current;
        return [.. LiveOptions.Reloadable.Select(name => (
            name, Text(typeof(ServerOptions).GetProperty(name)!.GetValue(current))))];
    }

    public IReadOnlyList<string> Reload()
    {
        if (source.Read is not { } read) throw new RefusalException(Code.NotSupported, "The options came from the program that runs the server.");
        try
        {
            return live.Replace(Reread(read));
        }
        catch (ServerOptionsException wrong)
        {
            throw new RefusalException(Code.InvalidOptions, wrong.Message);
        }
    }

    /// <summary>The same for whoever has nobody to tell: what is wrong is logged.</summary>
    public void TryReload()
    {
        try
        {
            _ = Reload();
        }
        catch (RefusalException)
        {
            // Logged where it was found.
        }
    }

    private static string Text(object? value) => value is IEnumerable<string> texts
        ? string.Join(", ", texts)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private ServerOptions Reread(Func<ServerOptions> read)
    {
        try
        {
            return read();
        }
        catch (ServerOptionsException wrong)
        {
            live.Refuse(wrong.Mistakes);
            throw;
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or FormatException)
        {
            live.Refuse([wrong.Message]);
            throw new ServerOptionsException([wrong.Message]);
        }
    }
}
