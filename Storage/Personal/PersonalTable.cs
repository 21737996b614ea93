using System.Buffers.Binary;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;
using Google.Protobuf;

namespace FastChat.Storage.Personal;

/// <summary>
/// What accounts keep for themselves, sealed under each account's key: rows as they are told (<see cref="PersonalRow"/>), and one head
/// an account. Written by the account's loop. Reads on any thread.
/// </summary>
public sealed class PersonalTable
{
    private const int KeyBytes = RowKey.PrefixBytes + 1 + Identifier.Bytes;

    private readonly Rows _rows;
    private readonly KeyRing _keys;

    internal PersonalTable(Rows rows, KeyRing keys)
    {
        _rows = rows;
        _keys = keys;
    }

    /// <summary>Null: the account keeps nothing.</summary>
    public PersonalHead? ReadHead(AccountId account)
    {
        // The row before the key: most accounts keep nothing, and a page of members must not load the keys of all to find that out.
        var rowKey = Key(stackalloc byte[KeyBytes], account, default);
        using var value = _rows.Database.Get(Table.Personal, rowKey);
        return value.Exists && _keys.Find(account) is { } dataKey ? Rows.Decode<PersonalHead>(Table.Personal, rowKey, value.Bytes, dataKey) : null;
    }

    public PersonalRow? Read(AccountId account, PersonalKey key)
    {
        var rowKey = Key(stackalloc byte[KeyBytes], account, key);
        using var value = _rows.Database.Get(Table.Personal, rowKey);
        return value.Exists && _keys.Find(account) is { } dataKey ? Open(rowKey, value.Bytes, dataKey) : null;
    }

    /// <summary>Whether an account has blocked another now.</summary>
    public bool HasBlocked(AccountId account, AccountId other) => Read(account, PersonalKey.Blocked(other)) is { Blocked.Removed: false };

    /// <summary>Whether there is a row, void or not. It is not opened.</summary>
    public bool Exists(AccountId account, PersonalKey key)
    {
        using var value = _rows.Database.Get(Table.Personal, Key(stackalloc byte[KeyBytes], account, key));
        return value.Exists;
    }

    /// <summary>Visits an account's rows after a key (default: from the start), by kind and id, until told to stop.</summary>
    public void Visit(AccountId account, PersonalKey after, Func<PersonalKey, PersonalRow, bool> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (_keys.Find(account) is not { } dataKey) return;
        var prefix = RowKey.Owner(stackalloc byte[RowKey.PrefixBytes], account);
        Span<byte> from = stackalloc byte[KeyBytes + 1];
        Key(from, account, after);
        from[KeyBytes] = 0; // The first key after it.
        using var found = _rows.Database.Iterate(Table.Personal);
        var more = found.Seek(from);
        for (; more && found.Key.StartsWith(prefix); more = found.MoveNext())
        {
            if (!visit(KeyOf(found.Key), Open(found.Key, found.Value, dataKey))) return;
        }
    }

    public void PutHead(CommitBatch batch, AccountId account, DataKey dataKey, PersonalHead head) =>
        Rows.Put(batch, Table.Personal, Key(stackalloc byte[KeyBytes], account, default), dataKey, head);

    public void Put(CommitBatch batch, AccountId account, DataKey dataKey, PersonalKey key, PersonalRow row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(row);
        batch.Put(Table.Personal, Key(stackalloc byte[KeyBytes], account, key), row.ToByteArray(), dataKey);
    }

    public void Delete(CommitBatch batch, AccountId account, PersonalKey key)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Delete(Table.Personal, Key(stackalloc byte[KeyBytes], account, key));
    }

    /// <summary>Opens a row of any kind, for who checks all of them.</summary>
    internal static void Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DataKey dataKey)
    {
        if (key.Length != KeyBytes) throw new StorageCorruptException("A personal row's key has another length.");
        if (KeyOf(key).Kind == PersonalKind.Head) Rows.Decode<PersonalHead>(Table.Personal, key, value, dataKey);
        else if (PersonalKey.Of(Open(key, value, dataKey)) != KeyOf(key)) throw new StorageCorruptException("A personal row stands under another's key.");
    }

    /// <summary>shard ‖ account ‖ kind ‖ id</summary>
    internal static ReadOnlySpan<byte> Key(Span<byte> room, AccountId account, PersonalKey key) =>
        RowKey.PartOf(room, account, (byte)key.Kind, key.Id);

    private static PersonalKey KeyOf(ReadOnlySpan<byte> key) => new(
        (PersonalKind)key[RowKey.PrefixBytes],
        BinaryPrimitives.ReadUInt128BigEndian(key[(RowKey.PrefixBytes + 1)..]));

    private static PersonalRow Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DataKey dataKey)
    {
        var bytes = new byte[Rows.PlaintextLength(value)];
        Rows.Open(Table.Personal, key, value, dataKey, bytes);
        try
        {
            return PersonalRow.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new StorageCorruptException("A personal row is malformed.", malformed);
        }
    }
}
