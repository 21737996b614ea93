using FastChat.Protocol;

namespace FastChat.Server.Routing;

/// <summary>Reads roles.</summary>
internal static class RoleRank
{
    public static bool IsMember(this Role role) => role >= Role.Member;
}
