using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Push;

/// <summary>A message that somebody may be notified of, by its clear header.</summary>
internal sealed record NotableMessage(ulong Sequence, long TimeMs, AccountId Sender, bool MentionsEveryone, IReadOnlyList<AccountId> Mentioned)
{
    /// <summary>Null: nobody is notified of such an entry.</summary>
    public static NotableMessage? Of(in BlockEntry entry, long timeMs)
    {
        const EntryFlag Quiet = EntryFlag.Silent | EntryFlag.Removed;
        var flags = (EntryFlag)entry.Flags;
        if (entry.Kind != EntryKind.Message || (flags & Quiet) != 0 || (flags & EntryFlag.CountsAsUnread) == 0) return null;
        var mentioned = new List<AccountId>();
        foreach (var bytes in entry.Fields.Mentioned)
        {
            if (AccountId.TryRead(bytes, out var account)) mentioned.Add(account);
        }

        return new NotableMessage(entry.Sequence, timeMs, entry.SenderAccount, (flags & EntryFlag.MentionsEveryone) != 0, mentioned);
    }

    public bool Mentions(AccountId account) => MentionsEveryone || Mentioned.Contains(account);
}
