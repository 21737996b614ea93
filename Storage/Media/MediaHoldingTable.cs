using System.Buffers.Binary;
using System.Security.Cryptography;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Media;

/// <summary>
/// What each account holds: the blobs that count against its quota, their sum, and which blob has which content. All rows are sealed under the
/// account's key and written by the loop of its shard.
/// </summary>
public sealed class MediaHoldingTable
{
    internal const byte UsagePart = 0;
    internal const byte HoldingPart = 1;
    internal const byte ContentPart = 2;

    private readonly Rows _rows;
    private readonly KeyRing _keys;
    private readonly byte[] _secret;

    /// <param name="rows">The database.</param>
    /// <param name="keys">The accounts' keys.</param>
    /// <param name="secret">The secret `media`.</param>
    internal MediaHoldingTable(Rows rows, KeyRing keys, byte[] secret)
    {
        _rows = rows;
        _keys = keys;
        _secret = secret;
    }

    /// <summary>What stands for content of an account.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="hash">The content's SHA-256.</param>
    public ContentKey KeyOf(AccountId account, ReadOnlySpan<byte> hash)
    {
        Span<byte> input = stackalloc byte[Identifier.Bytes + SHA256.HashSizeInBytes];
        account.Write(input);
        hash.CopyTo(input[Identifier.Bytes..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, input, mac);
        return new ContentKey(BinaryPrimitives.ReadUInt128BigEndian(mac));
    }

    /// <summary>Null: nothing was ever counted for the account.</summary>
    public MediaUsageRecord? ReadUsage(AccountId account)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return TryRead<MediaUsageRecord>(account, RowKey.Part(key, account, UsagePart), out var record) ? record : null;
    }

    public void PutUsage(CommitBatch batch, AccountId account, DataKey dataKey, MediaUsageRecord usage)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.MediaHoldings, RowKey.Part(key, account, UsagePart), dataKey, usage);
    }

    public MediaHoldingRecord? Read(AccountId account, MediaId media)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return TryRead<MediaHoldingRecord>(account, RowKey.PartOf(key, account, HoldingPart, media), out var record) ? record : null;
    }

    /// <summary>All that an account holds: one pass over its rows.</summary>
    public IReadOnlyList<(MediaId Media, MediaHoldingRecord Holding)> ReadAll(AccountId account)
    {
        var found = new List<(MediaId, MediaHoldingRecord)>();
        if (_keys.Find(account) is not { } dataKey) return found;
        var prefix = RowKey.Part(stackalloc byte[StorageLimits.KeyBytesMax], account, HoldingPart);
        using var rows = _rows.Database.Iterate(Table.MediaHoldings);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var media = new MediaId(BinaryPrimitives.ReadUInt128BigEndian(rows.Key[prefix.Length..]));
            found.Add((media, Rows.Decode<MediaHoldingRecord>(Table.MediaHoldings, rows.Key, rows.Value, dataKey)));
        }

        return found;
    }

    public void Put(CommitBatch batch, AccountId account, MediaId media, DataKey dataKey, MediaHoldingRecord holding)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.MediaHoldings, RowKey.PartOf(key, account, HoldingPart, media), dataKey, holding);
    }

    public void Delete(CommitBatch batch, AccountId account, MediaId media)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.MediaHoldings, RowKey.PartOf(key, account, HoldingPart, media));
    }

    /// <summary>The account's blob with this content; null: none is known.</summary>
    public MediaId? Find(AccountId account, ContentKey content)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return TryRead<ContentRecord>(account, RowKey.PartOf(key, account, ContentPart, content), out var record) ? record.Media : null;
    }

    public void PutContent(CommitBatch batch, AccountId account, ContentKey content, DataKey dataKey, MediaId media)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.MediaHoldings, RowKey.PartOf(key, account, ContentPart, content), dataKey, new ContentRecord(media));
    }

    public void DeleteContent(CommitBatch batch, AccountId account, ContentKey content)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.MediaHoldings, RowKey.PartOf(key, account, ContentPart, content));
    }

    private bool TryRead<T>(AccountId account, ReadOnlySpan<byte> key, out T record)
        where T : IStoredRecord<T>
    {
        record = default!;
        return _keys.Find(account) is { } dataKey && _rows.TryRead(Table.MediaHoldings, key, dataKey, out record);
    }
}
