using FastChat.Protocol.Identifiers;

namespace FastChat.Server.Delivery;

/// <summary>One account that one connection watches. Touched under the board's lock.</summary>
internal sealed class PresenceWatch(DeviceLink link, AccountId account)
{
    public DeviceLink Link { get; } = link;

    public AccountId Account { get; } = account;

    /// <summary>Not 0: whether the two still share a conversation is being looked up, and nothing is told meanwhile.</summary>
    public long Doubt { get; set; }

    /// <summary>Something happened while in doubt.</summary>
    public bool Missed { get; set; }

    /// <summary>What the watcher sees, as looked up last.</summary>
    public Sight Sight { get; set; }

    /// <summary>What was told last, where not all is seen: that nothing of it has changed must not be told either.</summary>
    public FastChat.Protocol.Presence? Told { get; set; }

    public AccountId Other(AccountId one) => Link.Account == one ? Account : Link.Account;
}
