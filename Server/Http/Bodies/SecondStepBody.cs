namespace FastChat.Server.Http.Bodies;

/// <summary>The second step of signing in.</summary>
/// <param name="Ticket">From the refusal of the first.</param>
/// <param name="Code">From the authenticator, or a recovery code.</param>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DeviceId">A device of this account that signs in again; it keeps its send numbers.</param>
internal sealed record SecondStepBody(string Ticket, string Code, string DeviceName, string? DeviceId = null);
