using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>Reads roles. Their numbers are those of the wire, where the moderator came last.</summary>
internal static class RoleRank
{
    public static bool IsMember(this Role role) => role >= Role.Member;

    /// <summary>0: no member; the owner has the highest.</summary>
    public static int Rank(this Role role) => role switch
    {
        Role.Member => 1,
        Role.Moderator => 2,
        Role.Admin => 3,
        Role.Owner => 4,
        _ => 0,
    };
}
