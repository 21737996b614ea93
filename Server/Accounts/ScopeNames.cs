using FastChat.Protocol;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Accounts;

/// <summary>Scopes as they are written: `send`, `groups`, `profile`.</summary>
internal static class ScopeNames
{
    private static readonly (string Name, ApiScopes Scope)[] All =
        [("send", ApiScopes.Send), ("groups", ApiScopes.Groups), ("profile", ApiScopes.Profile)];

    public static ApiScopes Read(IReadOnlyList<string> names)
    {
        var scopes = ApiScopes.None;
        foreach (var name in names)
        {
            var found = Array.Find(All, known => known.Name == name).Scope;
            if (found == ApiScopes.None) throw new RefusalException(Code.Malformed, "Scopes are `send`, `groups` and `profile`.");
            scopes |= found;
        }

        return scopes;
    }

    public static IReadOnlyList<string> Write(ApiScopes scopes) => [.. All.Where(known => scopes.HasFlag(known.Scope)).Select(known => known.Name)];
}
