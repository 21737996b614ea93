using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Keys;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Conversations;

/// <summary>A row for each member of a conversation, by account.</summary>
public sealed class MemberTable
{
    private readonly PairRows<ConversationId, AccountId, MemberRecord> _rows;

    internal MemberTable(Rows rows, KeyRing keys) => _rows = new(rows, Table.Members, keys.Find);

    public MemberRecord? Read(ConversationId conversation, AccountId account) =>
        _rows.TryRead(conversation, account, out var member) ? member : null;

    /// <summary>Up to <paramref name="limit"/> members after an account (none: from the start), by account id.</summary>
    public IReadOnlyList<(AccountId Account, MemberRecord Member)> ReadPage(
        ConversationId conversation, AccountId after, int limit)
    {
        var page = new List<(AccountId, MemberRecord)>(Math.Min(limit, 64));
        _rows.Visit(conversation, after.Value + 1, (account, in member) =>
        {
            page.Add((account, member));
            return page.Count < limit;
        });
        return page;
    }

    /// <summary>All members, by account id. Each page is a read of its own, made when it is come to.</summary>
    public IEnumerable<(AccountId Account, MemberRecord Member)> ReadAll(ConversationId conversation, int atOnce)
    {
        for (var after = AccountId.None; ;)
        {
            var page = ReadPage(conversation, after, atOnce);
            foreach (var row in page) yield return row;
            if (page.Count < atOnce) yield break;
            after = page[^1].Account;
        }
    }

    public void Put(CommitBatch batch, ConversationId conversation, AccountId account, DataKey dataKey, MemberRecord member) =>
        _rows.Put(batch, conversation, account, dataKey, member);

    public void Delete(CommitBatch batch, ConversationId conversation, AccountId account) =>
        _rows.Delete(batch, conversation, account);
}
