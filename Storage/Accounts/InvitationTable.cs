using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Accounts;

/// <summary>Invitations by their keys, sealed under the server's key.</summary>
public sealed class InvitationTable
{
    private readonly Rows _rows;
    private readonly DataKey _key;

    internal InvitationTable(Rows rows, DataKey serverKey)
    {
        _rows = rows;
        _key = serverKey;
    }

    public InvitationRecord? Read(InvitationKey invitation)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        return _rows.TryRead<InvitationRecord>(Table.Invitations, RowKey.Owner(key, invitation), _key, out var record) ? record : null;
    }

    /// <summary>At most so many, in no order.</summary>
    public IReadOnlyList<(InvitationKey Key, InvitationRecord Record)> ReadAll(int countMax)
    {
        var found = new List<(InvitationKey, InvitationRecord)>();
        using var rows = _rows.Database.Iterate(Table.Invitations);
        for (var more = rows.SeekToFirst(); more && found.Count < countMax; more = rows.MoveNext())
        {
            found.Add((
                new InvitationKey(RowKey.ReadOwner(rows.Key)),
                Rows.Decode<InvitationRecord>(Table.Invitations, rows.Key, rows.Value, _key)));
        }

        return found;
    }

    public void Put(CommitBatch batch, InvitationKey invitation, InvitationRecord record)
    {
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        Rows.Put(batch, Table.Invitations, RowKey.Owner(key, invitation), _key, record);
    }

    public void Delete(CommitBatch batch, InvitationKey invitation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> key = stackalloc byte[StorageLimits.KeyBytesMax];
        batch.Delete(Table.Invitations, RowKey.Owner(key, invitation));
    }
}
