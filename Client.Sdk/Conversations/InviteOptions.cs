namespace FastChat.Client;

/// <summary>How a link to join by is made.</summary>
public sealed record InviteOptions
{
    /// <summary>When it ends; null: never by itself.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How many may join by it; 0: any number.</summary>
    public int UsesMax { get; init; }

    /// <summary>Whether those who use it only ask to join.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>For those who may list links, at most 64 bytes of UTF-8.</summary>
    public string Label { get; init; } = "";
}
