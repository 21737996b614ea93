using FastChat.Protocol.Identifiers;

namespace FastChat.Client;

/// <summary>One installation that is signed in to the account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The name it gave itself (<see cref="ChatClientOptions.DeviceName"/>).</param>
/// <param name="CreatedAt">When it signed in first.</param>
/// <param name="LastSeen">When it was connected last; null when not known.</param>
/// <param name="Current">Whether it is this one.</param>
public sealed record Device(DeviceId Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastSeen, bool Current);
