namespace FastChat.Server.Http.Bodies;

/// <summary>A signed-in device and its tokens.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Handle">The account's handle, folded.</param>
/// <param name="AccessToken">For `Authorization: Bearer` and the connection's Hello.</param>
/// <param name="AccessExpiresMs">When it ends.</param>
/// <param name="RefreshToken">For the next refresh; store it before the access token is used.</param>
/// <param name="RefreshExpiresMs">When the device has to sign in again if it is not used.</param>
internal sealed record SessionBody(
    string AccountId, string DeviceId, string Handle, string AccessToken, long AccessExpiresMs, string RefreshToken, long RefreshExpiresMs);
