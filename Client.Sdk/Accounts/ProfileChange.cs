using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>What to change of one's profile; null leaves a part as it is.</summary>
public sealed record ProfileChange
{
    /// <summary>The name to show.</summary>
    public string? DisplayName { get; init; }

    /// <summary>A line about oneself.</summary>
    public string? About { get; init; }

    /// <summary>An uploaded picture; <see cref="MediaId.None"/> takes the present one away.</summary>
    public MediaId? Avatar { get; init; }
}
