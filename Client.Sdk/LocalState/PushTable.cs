using System.Text.Json;

namespace FastChat.Client.LocalState;

/// <summary>How this device is pushed to: one sealed value. The key stays when push is turned off, for what is still under way.</summary>
internal static class PushTable
{
    private const string Name = "push";

    public static StoredPush Read(StoreConnection connection)
    {
        if (connection.Bytes("SELECT value FROM meta WHERE name = $1", Name) is not { } value)
            return StoredPush.None;
        using var document = JsonDocument.Parse(connection.Seal.Open(StoreTable.Push, 0, 0, value));
        var root = document.RootElement;
        return new StoredPush(
            (PushRegistrationState)root.GetProperty("state").GetInt32(),
            (PushKind)root.GetProperty("kind").GetInt32(),
            root.GetProperty("endpoint").GetString() ?? "",
            root.GetProperty("topic").GetString() ?? "",
            root.GetProperty("preview").GetBoolean(),
            root.GetProperty("keep_read").GetBoolean(),
            root.GetProperty("public_key").GetBytesFromBase64(),
            root.GetProperty("auth_secret").GetBytesFromBase64(),
            root.GetProperty("key").GetBytesFromBase64(),
            root.GetProperty("code").GetInt32() is var code and not 0 ? (ErrorCode)code : null);
    }

    public static void Write(StoreConnection connection, StoredPush push)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("state", (int)push.State);
            json.WriteNumber("kind", (int)push.Kind);
            json.WriteString("endpoint", push.Endpoint);
            json.WriteString("topic", push.Topic);
            json.WriteBoolean("preview", push.Preview);
            json.WriteBoolean("keep_read", push.KeepRead);
            json.WriteBase64String("public_key", push.PublicKey);
            json.WriteBase64String("auth_secret", push.AuthSecret);
            json.WriteBase64String("key", push.Key);
            json.WriteNumber("code", (int)(push.Code ?? 0));
            json.WriteEndObject();
        }

        MetaTable.Write(connection, Name, connection.Seal.Seal(StoreTable.Push, 0, 0, buffer.ToArray()));
    }

    public static void Delete(StoreConnection connection) => MetaTable.Delete(connection, Name);
}
