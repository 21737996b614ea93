using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Routing;

/// <summary>What a membership change does to the subscribers once it is durable.</summary>
/// <param name="Added">Accounts whose online devices join the subscribers before the entry goes out.</param>
/// <param name="Removed">The account whose devices leave them after the entry went out; none if nobody.</param>
/// <param name="Concerned">An account whose devices have to be told where the log says nothing of it; none if nobody.</param>
internal sealed record MembershipEffect(IReadOnlyList<AccountId> Added, AccountId Removed, AccountId Concerned = default)
{
    public static MembershipEffect None { get; } = new([], AccountId.None);
}
