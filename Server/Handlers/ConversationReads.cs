using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using FastChat.Storage.Messages;

namespace FastChat.Server.Handlers;

/// <summary>What others ask about conversations, past the shard: who is in one, and who shares one.</summary>
internal sealed class ConversationReads(ChatDatabase database) : IConversationPages
{
    /// <summary>Whether the account may read the conversation now.</summary>
    public bool IsMember(ConversationId conversation, AccountId account) => ReadAs(account, conversation) is not null;

    /// <summary>The conversation's record, if the account may read it now.</summary>
    public ConversationRecord? ReadAs(AccountId account, ConversationId conversation) =>
        database.Conversations.ReadRecord(conversation) is { } record
        && database.Members.Read(conversation, account) is { } member
        && Permissions.Allows(Operation.Read, record.Kind, member.Role)
            ? record
            : null;

    /// <summary>What the account may read of the log now: its first and last sequence.</summary>
    /// <exception cref="RefusalException">NotFound: it may not read it.</exception>
    public (ulong First, ulong Head) RequireReadable(AccountId account, ConversationId conversation)
    {
        // The head before the member row: whoever is a member afterwards may see all up to it (A6).
        var head = database.Conversations.ReadHead(conversation)?.Sequence ?? 0;
        return database.Conversations.ReadRecord(conversation) is { } record
            && database.Members.Read(conversation, account) is { } member
            && Permissions.Allows(Operation.Read, record.Kind, member.Role)
            ? (member.FirstVisibleSequence, record.Kind == ConversationKind.Direct ? Withheld(account, conversation).Cap(head) : head)
            : throw RequestFields.NotFound();
    }

    /// <summary>What of a direct conversation does not reach a member, because it has blocked the other side; in groups nothing is kept away.</summary>
    public WithheldRecord Withheld(AccountId account, ConversationId conversation) =>
        database.Annotations.Withheld.Read(conversation, account) ?? WithheldRecord.None;

    /// <summary>Whether both are members of some conversation.</summary>
    public bool SharesConversation(AccountId one, AccountId other) => WhoSharesConversation(one, [other]).Count > 0;

    /// <summary>Those of the accounts that are members of some conversation with this one.</summary>
    public HashSet<AccountId> WhoSharesConversation(AccountId one, IReadOnlyList<AccountId> others)
    {
        var mine = Conversations(one);
        return [.. others.Where(other => other == one || Meets(mine, other))];
    }

    public void ReadForward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        database.Blocks.ReadForward(conversation, fromSequence, visit);

    public void ReadBackward(ConversationId conversation, ulong fromSequence, BlockVisitor visit) =>
        database.Blocks.ReadBackward(conversation, fromSequence, visit);

    public void ReadTargets(
        ConversationId conversation,
        ulong firstTarget,
        ulong lastTarget,
        ulong afterSequence,
        TargetVisitor visit) =>
        database.Blocks.ReadTargets(conversation, firstTarget, lastTarget, afterSequence, visit);

    public void ReadTargetsBackward(ConversationId conversation, ulong target, ulong beforeSequence, TargetVisitor visit) =>
        database.Blocks.ReadTargetsBackward(conversation, target, beforeSequence, visit);

    private HashSet<ConversationId> Conversations(AccountId account)
    {
        var conversations = new HashSet<ConversationId>();
        database.Lists.Read(account, ConversationId.None, (conversation, in row) =>
        {
            if (row.State == ListState.Member)
            {
                conversations.Add(conversation);
            }

            return true;
        });
        return conversations;
    }

    private bool Meets(HashSet<ConversationId> mine, AccountId other)
    {
        var meets = false;
        database.Lists.Read(other, ConversationId.None, (conversation, in row) =>
        {
            // Two who read the same channel do not know each other by that.
            meets = row.State == ListState.Member && mine.Contains(conversation)
                && database.Conversations.ReadRecord(conversation)?.Kind != ConversationKind.Channel;
            return !meets;
        });
        return meets;
    }
}
