using System.Text.Json;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.LocalState;

/// <summary>What a store has once: the session (sealed), the sync cursor (opaque to us, tells nothing).</summary>
internal static class MetaTable
{
    public static StoredSession? ReadSession(StoreConnection connection)
    {
        if (connection.Bytes("SELECT value FROM meta WHERE name = 'session'") is not { } value)
            return null;
        var json = connection.Seal.Open(StoreTable.Session, 0, 0, value);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!AccountId.TryParse(root.GetProperty("account").GetString(), out var account)
            || !DeviceId.TryParse(root.GetProperty("device").GetString(), out var device))
            throw new InvalidDataException("The stored session names no account.");
        return new StoredSession(
            account, device, Text(root, "handle"), Text(root, "access"), Time(root, "access_expires_ms"), Text(root, "refresh"),
            Time(root, "refresh_expires_ms"));
    }

    public static void WriteSession(StoreConnection connection, StoredSession session)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("account", session.Account.ToString());
            writer.WriteString("device", session.Device.ToString());
            writer.WriteString("handle", session.Handle);
            writer.WriteString("access", session.AccessToken);
            writer.WriteNumber("access_expires_ms", session.AccessExpires.ToUnixTimeMilliseconds());
            writer.WriteString("refresh", session.RefreshToken);
            writer.WriteNumber("refresh_expires_ms", session.RefreshExpires.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        Write(connection, "session", connection.Seal.Seal(StoreTable.Session, 0, 0, buffer.ToArray()));
        Write(connection, "account", session.Account.ToByteString().ToByteArray());
    }

    /// <summary>The account whose data the store holds; stays when the session is gone.</summary>
    public static byte[] ReadAccount(StoreConnection connection) =>
        connection.Bytes("SELECT value FROM meta WHERE name = 'account'") ?? [];

    public static byte[] ReadCursor(StoreConnection connection) =>
        connection.Bytes("SELECT value FROM meta WHERE name = 'cursor'") ?? [];

    public static void WriteCursor(StoreConnection connection, byte[] cursor) => Write(connection, "cursor", cursor);

    /// <summary>Up to which version it is known what the account keeps for itself.</summary>
    public static long ReadPersonalVersion(StoreConnection connection) =>
        connection.Number("SELECT value FROM meta WHERE name = 'personal-version'");

    public static void WritePersonalVersion(StoreConnection connection, long version) => connection.Run(
        "INSERT INTO meta(name, value) VALUES('personal-version', $1) ON CONFLICT(name) DO UPDATE SET value = $1", version);

    public static int Delete(StoreConnection connection, string name) =>
        connection.Run("DELETE FROM meta WHERE name = $1", name);

    public static void Write(StoreConnection connection, string name, byte[] value) =>
        connection.Run("INSERT INTO meta(name, value) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value = $2", name, value);

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? "";

    private static DateTimeOffset Time(JsonElement root, string name) =>
        DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty(name).GetInt64());
}
