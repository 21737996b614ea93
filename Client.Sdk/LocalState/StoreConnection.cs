using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FastChat.Client.LocalState;

/// <summary>
/// One SQLite connection with its prepared statements and its cipher. Used by one thread at a time: the writer's own,
/// and readers lent out by <see cref="StoreDatabase"/>. Parameters are $1, $2 …
/// </summary>
internal sealed class StoreConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public StoreConnection(string path, ReadOnlySpan<byte> key)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        _connection = new SqliteConnection(settings.ConnectionString);
        _connection.Open();
        RunScript("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 10000; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;");
        Seal = new ContentSeal(key);
    }

    public ContentSeal Seal { get; }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row as a number; 0 when there is none or it is NULL.</summary>
    public long Number(string sql, params ReadOnlySpan<object?> values) =>
        Bind(sql, values).ExecuteScalar() is long number ? number : 0;

    /// <summary>The first column of the first row as bytes.</summary>
    public byte[]? Bytes(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteScalar() as byte[];

    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Several statements without parameters, not kept.</summary>
    public void RunScript(string script)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Scripts are constants of this assembly.
        command.CommandText = script;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
        Seal.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of this assembly; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter("$" + i.ToString(CultureInfo.InvariantCulture), null));
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
