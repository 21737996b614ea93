using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Push;

/// <summary>Each device's push subscription, sealed under its account's key.</summary>
public sealed class PushSubscriptionTable
{
    private readonly Rows _database;
    private readonly PairRows<AccountId, DeviceId, PushSubscriptionRecord> _rows;

    internal PushSubscriptionTable(Rows rows, KeyRing keys)
    {
        _database = rows;
        _rows = new(rows, Table.PushSubscriptions, keys.Find);
    }

    public PushSubscriptionRecord? Read(AccountId account, DeviceId device) =>
        _rows.TryRead(account, device, out var record) ? record : null;

    public IReadOnlyList<(DeviceId Device, PushSubscriptionRecord Record)> ReadAll(AccountId account) => _rows.ReadAll(account);

    /// <summary>Which accounts have subscriptions, each at least once, at most so many. No row is opened.</summary>
    public IReadOnlyCollection<AccountId> ReadAccounts(int countMax)
    {
        var accounts = new HashSet<AccountId>();
        using var rows = _database.Database.Iterate(Table.PushSubscriptions, scan: true);
        for (var more = rows.SeekToFirst(); more && accounts.Count < countMax; more = rows.MoveNext())
        {
            accounts.Add(new AccountId(RowKey.ReadOwner(rows.Key)));
        }

        return accounts;
    }

    public void Put(CommitBatch batch, AccountId account, DeviceId device, DataKey dataKey, PushSubscriptionRecord record) =>
        _rows.Put(batch, account, device, dataKey, record);

    public void Delete(CommitBatch batch, AccountId account, DeviceId device) => _rows.Delete(batch, account, device);
}
