using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>Which account owns a handle, or is somebody whom others vouch for.</summary>
public sealed class HandleTable
{
    private readonly Rows _rows;
    private readonly DataKey _key;
    private readonly byte[] _secret;

    /// <param name="rows">The database.</param>
    /// <param name="serverKey">Seals the rows.</param>
    /// <param name="secret">The secret `handles`.</param>
    internal HandleTable(Rows rows, DataKey serverKey, byte[] secret)
    {
        _rows = rows;
        _key = serverKey;
        _secret = secret;
    }

    /// <summary>The first 16 bytes of HMAC-SHA-256 over the normalized handle's UTF-8.</summary>
    public HandleKey KeyOf(string normalizedHandle)
    {
        ArgumentNullException.ThrowIfNull(normalizedHandle);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(normalizedHandle), hash);
        return new HandleKey(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    public HandleRecord? Read(HandleKey handle)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<HandleRecord>(Table.Handles, RowKey.Owner(key, handle), _key, out var record) ? record : null;
    }

    public void Put(CommitBatch batch, HandleKey handle, HandleRecord record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Handles, RowKey.Owner(key, handle), _key, record);
    }

    public void Delete(CommitBatch batch, HandleKey handle)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Handles, RowKey.Owner(key, handle));
    }
}
