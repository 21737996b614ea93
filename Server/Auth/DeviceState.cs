namespace FastChat.Server.Auth;

/// <summary>What a device's row says about its tokens.</summary>
/// <param name="Family">The current sign-in.</param>
/// <param name="Revoked">Signed out, by itself or by another device.</param>
internal readonly record struct DeviceState(uint Family, bool Revoked);
