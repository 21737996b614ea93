using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Routing;
using FastChat.Storage.Commit;
using FastChat.Storage.Personal;
using FastChat.Storage.Sealing;

namespace FastChat.Server.Accounts;

/// <summary>
/// One change of what an account keeps for itself, on the account's loop: reads, decides, counts against the limits, and writes last.
/// </summary>
internal sealed class PersonalEdit
{
    private readonly PersonalTable _table;
    private readonly AccountId _account;
    private readonly long _versionBefore;
    private readonly List<(PersonalKey Key, PersonalRow Row, bool Changed)> _rows = [];
    private PersonalHead _head;

    public PersonalEdit(PersonalTable table, AccountId account, long nowMs)
    {
        (_table, _account, NowMs) = (table, account, nowMs);
        _head = table.ReadHead(account) ?? PersonalHead.None;
        _versionBefore = _head.Version;
    }

    public long NowMs { get; }

    /// <summary>So many void rows are kept that some are to be forgotten.</summary>
    public bool IsFull => _head.Void > PersonalLimits.VoidRowsMax;

    public PersonalRow? Read(PersonalKey key) => _table.Read(_account, key);

    /// <summary>Sets a row, each at most once. One that is as it was is told, and not written.</summary>
    /// <exception cref="RefusalException">LimitReached.</exception>
    public void Put(PersonalRow row)
    {
        var key = PersonalKey.Of(row) ?? throw new ArgumentException("A row without a key.", nameof(row));
        var before = Read(key);
        row.Version = before?.Version ?? 0;
        var changed = before is null ? !row.IsVoid() : !row.Equals(before);
        if (changed) Count(key.Kind, before, row.IsVoid());
        _rows.Add((key, row, changed));
    }

    /// <summary>Writes what has changed; returns what is to be told.</summary>
    public PersonalChanged Write(CommitBatch batch, DataKey key)
    {
        var told = new PersonalChanged { Version = (ulong)_versionBefore, PreviousVersion = (ulong)_versionBefore };
        if (_rows.Exists(row => row.Changed))
        {
            told.Version = (ulong)batch.Touch(_account.Shard());
            _table.PutHead(batch, _account, key, _head with { Version = (long)told.Version });
        }

        foreach (var (rowKey, row, changed) in _rows)
        {
            if (changed)
            {
                row.Version = told.Version;
                _table.Put(batch, _account, key, rowKey, row);
            }

            told.Rows.Add(row);
        }

        return told;
    }

    private void Count(PersonalKind kind, PersonalRow? before, bool isVoid)
    {
        var wasVoid = before?.IsVoid();
        var more = (isVoid ? 0 : 1) - (wasVoid == false ? 1 : 0);
        _head = _head with { Void = _head.Void + (isVoid ? 1 : 0) - (wasVoid == true ? 1 : 0) };
        _head = kind switch
        {
            PersonalKind.Conversation => _head with { Conversations = _head.Conversations + more },
            PersonalKind.Draft => _head with { Drafts = _head.Drafts + more },
            PersonalKind.Contact => _head with { Contacts = _head.Contacts + more },
            PersonalKind.Blocked => _head with { Blocked = _head.Blocked + more },
            _ => _head,
        };
        if (more <= 0) return;
        Require(_head.Conversations, ProtocolLimits.ConversationsPerAccountMax, "conversations with settings");
        Require(_head.Drafts, ProtocolLimits.DraftsMax, "drafts");
        Require(_head.Contacts, ProtocolLimits.ContactsMax, "contacts");
        Require(_head.Blocked, ProtocolLimits.BlockedMax, "blocked accounts");
    }

    private static void Require(int count, int countMax, string what)
    {
        if (count > countMax) throw new RefusalException(Code.LimitReached, $"An account has at most {countMax} {what}.");
    }
}
