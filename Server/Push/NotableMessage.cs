using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Push;

/// <summary>A message that somebody may be notified of, by its clear header.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="TimeMs">When it was stored.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="ThreadRoot">Of a reply in a thread: its root; 0: of none.</param>
/// <param name="MentionsEveryone">Whether it mentions everyone.</param>
/// <param name="Mentioned">Whom it mentions.</param>
internal sealed record NotableMessage(
    ulong Sequence, long TimeMs, AccountId Sender, ulong ThreadRoot, bool MentionsEveryone, IReadOnlyList<AccountId> Mentioned)
{
    /// <summary>Null: nobody is notified of such an entry.</summary>
    public static NotableMessage? Of(in BlockEntry entry, long timeMs)
    {
        const EntryFlag Quiet = EntryFlag.Silent | EntryFlag.Removed;
        var flags = (EntryFlag)entry.Flags;
        if (entry.Kind != EntryKind.Message || (flags & Quiet) != 0) return null;
        var mentioned = new List<AccountId>();
        foreach (var bytes in entry.Fields.Mentioned)
        {
            if (AccountId.TryRead(bytes, out var account)) mentioned.Add(account);
        }

        // Replies in a thread are unread there; what else does not count notifies whom it names.
        var everyone = (flags & EntryFlag.MentionsEveryone) != 0;
        return (flags & EntryFlag.CountsAsUnread) == 0 && entry.TargetSequence == 0 && !everyone && mentioned.Count == 0
            ? null
            : new NotableMessage(entry.Sequence, timeMs, entry.SenderAccount, entry.TargetSequence, everyone, mentioned);
    }

    public bool Mentions(AccountId account) => MentionsEveryone || Mentioned.Contains(account);
}
