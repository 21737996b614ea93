namespace FastChat.Server.Http.Bodies;

/// <summary>Sends a code to an address.</summary>
/// <param name="Email">The address, bare.</param>
/// <param name="Password">The account's password.</param>
internal sealed record SetEmailBody(string Email, string Password);
