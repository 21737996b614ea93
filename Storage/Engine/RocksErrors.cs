using RocksDbSharp;

namespace FastChat.Storage.Engine;

/// <summary>RocksDB's errors as this project's.</summary>
internal static class RocksErrors
{
    /// <summary>Runs a call of the managed binding.</summary>
    public static T Guard<T>(string doing, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (RocksDbException error)
        {
            throw Translate(error.Message, doing);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(string doing, Action call) => Guard(doing, () =>
    {
        call();
        return true;
    });

    public static StorageException Translate(string text, string doing) =>
        text.StartsWith("Corruption", StringComparison.Ordinal)
            ? new StorageCorruptException($"{doing}: {text}")
            : new StorageException($"{doing}: {text}");
}
