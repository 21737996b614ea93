using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Devices;

/// <summary>Each account's devices, sealed under the account's key.</summary>
public sealed class DeviceTable
{
    private readonly PairRows<AccountId, DeviceId, DeviceRecord> _rows;

    internal DeviceTable(Rows rows, KeyRing keys) => _rows = new(rows, Table.Devices, keys.Find);

    public DeviceRecord? Read(AccountId account, DeviceId device) =>
        _rows.TryRead(account, device, out var record) ? record : null;

    public IReadOnlyList<(DeviceId Device, DeviceRecord Record)> ReadAll(AccountId account) => _rows.ReadAll(account);

    public void Put(CommitBatch batch, AccountId account, DeviceId device, DataKey dataKey, DeviceRecord record) =>
        _rows.Put(batch, account, device, dataKey, record);

    public void Delete(CommitBatch batch, AccountId account, DeviceId device) => _rows.Delete(batch, account, device);
}
