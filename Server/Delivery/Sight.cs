namespace FastChat.Server.Delivery;

/// <summary>What two accounts see of each other's presence: always the same in both directions.</summary>
[Flags]
internal enum Sight
{
    None = 0,

    /// <summary>Whether the other is online.</summary>
    Online = 1,

    /// <summary>When it last was.</summary>
    LastSeen = 2,

    All = Online | LastSeen,
}
