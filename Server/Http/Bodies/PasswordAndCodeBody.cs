namespace FastChat.Server.Http.Bodies;

/// <summary>Shows both steps.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="Code">From the authenticator, or a recovery code.</param>
internal sealed record PasswordAndCodeBody(string Password, string Code);
