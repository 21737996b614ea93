using System.Text;
using FastChat.Search.Index;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Keys;
using FastChat.Storage.Sealing;
using StoredRows = FastChat.Storage.Records.Rows;

namespace FastChat.Tests.Support;

/// <summary>Looks for words and ids in everything that a database holds, with the live keys.</summary>
internal static class Traces
{
    /// <summary>Rows whose plaintext holds one of the words, in UTF-8: as `table: word`, with the sealed value.</summary>
    public static List<(string What, byte[] Sealed)> Rows(ChatDatabase database, params string[] words)
    {
        var found = new List<(string, byte[])>();
        foreach (var table in Enum.GetValues<Table>().Where(table => table is not (Table.Keys or Table.Meta)))
        {
            using var rows = database.Engine.Iterate(table);
            for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
            {
                var plain = new byte[StoredRows.PlaintextLength(rows.Value)];
                StoredRows.Open(table, rows.Key, rows.Value, KeyOf(database, table, rows.Key), plain);
                foreach (var word in words)
                {
                    if (plain.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0) found.Add(($"{table}: {word}", rows.Value.ToArray()));
                }
            }
        }

        return found;
    }

    /// <summary>Tables with a key that holds the id.</summary>
    public static List<Table> Keys(ChatDatabase database, AccountId account)
    {
        var id = account.ToByteString().ToByteArray();
        var found = new List<Table>();
        foreach (var table in Enum.GetValues<Table>())
        {
            using var rows = database.Engine.Iterate(table);
            for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
            {
                if (rows.Key.IndexOf(id) >= 0) found.Add(table);
            }
        }

        return found;
    }

    /// <summary>Tables with rows that lie under the account.</summary>
    public static List<Table> Owned(ChatDatabase database, AccountId account)
    {
        var prefix = RowKey.Owner(new byte[RowKey.PrefixBytes], account).ToArray();
        return [.. Enum.GetValues<Table>().Where(table =>
        {
            using var rows = database.Engine.Iterate(table);
            return rows.Seek(prefix) && rows.Key.StartsWith(prefix);
        })];
    }

    /// <summary>Kinds of rows beside the logs with a key that holds the id.</summary>
    public static List<AnnotationKind> Annotations(ChatDatabase database, AccountId account)
    {
        var id = account.ToByteString().ToByteArray();
        var found = new List<AnnotationKind>();
        using var rows = database.Engine.Iterate(Table.Annotations);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            if (rows.Key.IndexOf(id) >= 0) found.Add((AnnotationKind)rows.Key[RowKey.PrefixBytes]);
        }

        return found;
    }

    /// <summary>Conversations whose search index knows a word.</summary>
    public static List<ConversationId> Indexed(ChatDatabase database, string word)
    {
        var found = new List<ConversationId>();
        foreach (var conversation in database.Conversations.ReadIds(ConversationId.None, 1_000))
        {
            foreach (var segment in database.Search.ReadManifest(conversation).Segments)
            {
                using var pieces = database.Search.OpenSegment(conversation, segment.Number, isWholeRead: true);
                if (SegmentReader.Open(pieces)!.TryFind(Encoding.UTF8.GetBytes(word), out _)) found.Add(conversation);
            }
        }

        return found;
    }

    /// <summary>Files of the data directory that hold one of the values; a piece of it is enough, for a log cuts values at its pages.</summary>
    public static List<string> Files(string directory, IReadOnlyList<byte[]> values)
    {
        const int Piece = 48;
        var pieces = values.Where(value => value.Length >= Piece).SelectMany(value => new[] { value[..Piece], value[^Piece..] }).ToList();
        return
        [
            .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".sock", StringComparison.Ordinal))
                .Where(file =>
                {
                    using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using var copy = new MemoryStream();
                    stream.CopyTo(copy);
                    var bytes = copy.GetBuffer().AsMemory(0, (int)copy.Length);
                    return pieces.Any(piece => bytes.Span.IndexOf(piece) >= 0);
                }),
        ];
    }

    // Lists lie under accounts and are written by conversations: the server's key opens them.
    private static DataKey KeyOf(ChatDatabase database, Table table, ReadOnlySpan<byte> key) =>
        TableOwners.Of(table) == RowOwner.Server || table == Table.Lists || (table == Table.Conversations && key[^1] == 2)
            ? database.Keys.Server
            : database.Keys.Find(new KeyOwner(RowKey.ReadOwner(key), key[0]))!;
}
