using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>What groups and channels have beside a title, as this account sees it and this device knows it.</summary>
public sealed record GroupInfo
{
    /// <summary>What it is about; may have several lines.</summary>
    public string Description { get; init; } = "";

    /// <summary>The picture; null: none. <see cref="GroupSettings.DownloadAvatarAsync"/> gets it.</summary>
    public MediaId? Avatar { get; init; }

    /// <summary>The public handle of a channel; empty: none.</summary>
    public string Handle { get; init; } = "";

    /// <summary>The pause between two messages of a plain member; zero: none.</summary>
    public TimeSpan SlowMode { get; init; }

    /// <summary>What newcomers see.</summary>
    public HistoryVisibility History { get; init; }

    /// <summary>How many entries, with <see cref="HistoryVisibility.Last"/>.</summary>
    public int HistoryEntries { get; init; }

    /// <summary>What plain members may do here.</summary>
    public GroupPermissions MemberPermissions { get; init; }

    /// <summary>What moderators may do here.</summary>
    public GroupPermissions ModeratorPermissions { get; init; }

    /// <summary>What admins may do here.</summary>
    public GroupPermissions AdminPermissions { get; init; }

    /// <summary>What this account may do here, unless it is muted.</summary>
    public GroupPermissions MyPermissions { get; init; }

    /// <summary>Until when this account is muted; null: it is not.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>How many ask to join, up to 1,000; known to those who may decide.</summary>
    public int JoinRequests { get; init; }
}
