using System.Text.Json;

namespace FastChat.Server.Hosting;

/// <summary>Tells a script where a server that took free ports can be reached. Appears whole or not at all.</summary>
internal static class PortFile
{
    public static void Write(string path, Listeners listeners)
    {
        var temporary = path + ".new";
        using (var file = File.Create(temporary))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            Add(json, "tcp", listeners.Tcp?.IPEndPoint?.ToString());
            Add(json, "tls", listeners.Tls?.IPEndPoint?.ToString());
            Add(json, "http", Listeners.AddressOf(listeners.Http, "http")?.GetLeftPart(UriPartial.Authority));
            Add(json, "https", Listeners.AddressOf(listeners.Https, "https")?.GetLeftPart(UriPartial.Authority));
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteEndObject();
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void Add(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }
}
