namespace FastChat.Server.Auth;

/// <summary>A password as it is kept.</summary>
internal sealed record PasswordHash(PasswordCost Cost, byte[] Salt, byte[] Hash);
