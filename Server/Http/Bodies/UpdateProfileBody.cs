namespace FastChat.Server.Http.Bodies;

/// <summary>Changes the members that are there; an empty text clears one.</summary>
/// <param name="DisplayName">What others see.</param>
/// <param name="About">A few lines about the account.</param>
/// <param name="AvatarMediaId">A picture that this account uploaded.</param>
internal sealed record UpdateProfileBody(string? DisplayName = null, string? About = null, string? AvatarMediaId = null);
