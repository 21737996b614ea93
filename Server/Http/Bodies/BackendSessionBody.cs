namespace FastChat.Server.Http.Bodies;

/// <summary>A session for somebody whom the operator's backend knows.</summary>
/// <param name="ExternalId">Who, there: 1 to 255 visible ASCII characters. The account is made when it is first seen.</param>
/// <param name="DeviceName">What the list of devices shows.</param>
/// <param name="DeviceId">A device of the account that signs in again; it keeps its send numbers.</param>
/// <param name="Handle">For an account that is made now; what is impossible or taken is replaced.</param>
/// <param name="DisplayName">For an account that is made now.</param>
internal sealed record BackendSessionBody(
    string ExternalId, string DeviceName, string? DeviceId = null, string? Handle = null, string? DisplayName = null);
