using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Administration;

/// <summary>What was decided about accounts: shard ‖ account, sealed under the account's key.</summary>
public sealed class AccountStateTable
{
    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal AccountStateTable(Rows rows, KeyRing keys) => (_rows, _keys) = (rows, keys);

    public AccountStateRecord Read(AccountId account)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _keys.Find(account) is { } dataKey
            && _rows.TryRead<AccountStateRecord>(Table.AccountStates, RowKey.Owner(key, account), dataKey, out var state)
            ? state
            : AccountStateRecord.None;
    }

    public void Put(CommitBatch batch, AccountId account, DataKey dataKey, AccountStateRecord state)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.AccountStates, RowKey.Owner(key, account), dataKey, state);
    }
}
