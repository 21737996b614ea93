using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Devices;

/// <summary>Each account's devices, sealed under the account's key.</summary>
public sealed class DeviceTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal DeviceTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    public DeviceRecord? Read(AccountId account, DeviceId device)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _keys.Find(account) is { } dataKey
            && _rows.TryRead<DeviceRecord>(Table.Devices, RowKey.Pair(key, account, device), dataKey, out var record)
            ? record
            : null;
    }

    public IReadOnlyList<(DeviceId Device, DeviceRecord Record)> ReadAll(AccountId account)
    {
        var devices = new List<(DeviceId, DeviceRecord)>();
        if (_keys.Find(account) is not { } dataKey) return devices;
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        var prefix = RowKey.Owner(key, account);
        using var rows = _rows.Database.Iterate(Table.Devices);
        for (var more = rows.Seek(prefix); more && rows.Key.StartsWith(prefix); more = rows.MoveNext())
        {
            var record = Rows.Decode<DeviceRecord>(Table.Devices, rows.Key, rows.Value, dataKey);
            devices.Add((new DeviceId(RowKey.ReadSecond(rows.Key)), record));
        }

        return devices;
    }

    public void Put(CommitBatch batch, AccountId account, DeviceId device, DataKey dataKey, DeviceRecord record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Devices, RowKey.Pair(key, account, device), dataKey, record);
    }

    public void Delete(CommitBatch batch, AccountId account, DeviceId device)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Devices, RowKey.Pair(key, account, device));
    }
}
