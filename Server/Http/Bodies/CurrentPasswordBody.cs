namespace FastChat.Server.Http.Bodies;

/// <summary>Shows that it is the account's owner who asks.</summary>
/// <param name="Password">The account's password.</param>
internal sealed record CurrentPasswordBody(string Password);
