using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage.Conversations;

namespace FastChat.Server.Handlers;

/// <summary>
/// Looks through the members for who follows one that leaves; see <see cref="Succession"/>. Groups are large, and whether an account stands takes
/// several reads: only those are looked at that could change the answer.
/// </summary>
internal static class Heirs
{
    /// <summary>The standing that nobody is above.</summary>
    public const int StandingMax = 3;

    /// <summary>Who follows an owner, if anybody can; and whether nobody else is there who will ever be back.</summary>
    /// <param name="others">The members but the one that leaves. Read no further than needed.</param>
    /// <param name="kind">Of the conversation.</param>
    /// <param name="isOwner">Whether the one that leaves is the owner; otherwise nobody has to follow.</param>
    /// <param name="standingOf">Of an account, the higher the better; 0: it will never be back.</param>
    public static (AccountId Account, bool IsAlone) Find(
        IEnumerable<(AccountId Account, MemberRecord Member)> others, ConversationKind kind, bool isOwner, Func<AccountId, int> standingOf)
    {
        var (best, found, isAlone) = ((Standing: 0, Rank: 0, Since: 0L), AccountId.None, true);
        foreach (var (other, member) in others)
        {
            var one = (Standing: StandingMax, Rank: member.Role.Rank(), Since: -member.JoinedMs);
            var mayFollow = isOwner && (kind != ConversationKind.Channel || member.Role != Role.Member) && IsBetter();
            if (!isAlone && !mayFollow) continue;
            one.Standing = standingOf(other);
            if (one.Standing == 0 && kind != ConversationKind.Direct) continue;
            isAlone = false;
            if (!isOwner) break;
            if (mayFollow && IsBetter()) (best, found) = (one, other);

            bool IsBetter() => found.IsNone() || one.CompareTo(best) > 0;
        }

        return (found, isAlone);
    }
}
