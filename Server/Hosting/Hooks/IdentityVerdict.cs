namespace FastChat.Server.Hosting;

/// <summary>What the host's directory says of somebody who signs in.</summary>
/// <param name="IsGenuine">Whether it is that person.</param>
/// <param name="DisplayName">For an account that is made now, at the first sight; null: the handle.</param>
public sealed record IdentityVerdict(bool IsGenuine, string? DisplayName = null);
