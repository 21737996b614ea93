using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>A person or bot, with the profile that this device knows.</summary>
/// <param name="Id">The account's id, which never changes.</param>
/// <param name="Handle">The unique name, 3 to 32 characters; empty until this device has fetched the profile.</param>
/// <param name="DisplayName">The name to show; empty when none was chosen.</param>
/// <param name="About">A line about them.</param>
/// <param name="Avatar">Their picture; null when none was chosen.</param>
public sealed record Account(AccountId Id, string Handle, string DisplayName = "", string About = "", MediaId? Avatar = null)
{
    /// <summary>Whether it is a person, a guest or a bot; a person until the profile has been fetched.</summary>
    public AccountKind Kind { get; init; }

    /// <summary>What the signed-in account calls them in its contacts; empty: nothing of its own.</summary>
    public string OwnName { get; init; } = "";

    /// <summary>The own name, else the display name, else the handle.</summary>
    public string Name => OwnName.Length > 0 ? OwnName : DisplayName.Length > 0 ? DisplayName : Handle;
}
