using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Media;

/// <summary>Uploads in parts, by account. An upload's id becomes the id of its blob, unless the account has the same content already.</summary>
public sealed class UploadTable
{
    private readonly Rows _rows;
    private readonly PairRows<AccountId, MediaId, UploadRecord> _uploads;

    internal UploadTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _uploads = new PairRows<AccountId, MediaId, UploadRecord>(rows, Table.Uploads, keys.Find);
    }

    public UploadRecord? Read(AccountId account, MediaId upload) => _uploads.TryRead(account, upload, out var record) ? record : null;

    /// <summary>All of an account's, which are few.</summary>
    public IReadOnlyList<(MediaId Upload, UploadRecord Record)> ReadAll(AccountId account) => _uploads.ReadAll(account);

    public void Put(CommitBatch batch, AccountId account, MediaId upload, DataKey dataKey, UploadRecord record) =>
        _uploads.Put(batch, account, upload, dataKey, record);

    public void Delete(CommitBatch batch, AccountId account, MediaId upload) => _uploads.Delete(batch, account, upload);

    /// <summary>Every account's uploads, in the order of keys. None is opened.</summary>
    public IEnumerable<(AccountId Account, MediaId Upload)> ReadIds()
    {
        using var rows = _rows.Database.Iterate(Table.Uploads, scan: true);
        for (var more = rows.SeekToFirst(); more; more = rows.MoveNext())
        {
            yield return (new AccountId(RowKey.ReadOwner(rows.Key)), new MediaId(RowKey.ReadSecond(rows.Key)));
        }
    }
}
