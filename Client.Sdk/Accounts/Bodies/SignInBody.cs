namespace FastChat.Client.Accounts;

/// <summary>Signs in; with the id of the device that this store was before.</summary>
internal sealed record SignInBody(string Handle, string Password, string DeviceName, string? DeviceId = null);
