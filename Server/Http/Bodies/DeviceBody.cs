namespace FastChat.Server.Http.Bodies;

/// <summary>A device that is signed in.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Name">What it called itself.</param>
/// <param name="CreatedMs">When it first signed in.</param>
/// <param name="LastSeenMs">When it was last connected.</param>
/// <param name="Current">Whether it is the one that asks.</param>
internal sealed record DeviceBody(string DeviceId, string Name, long CreatedMs, long LastSeenMs, bool Current);
