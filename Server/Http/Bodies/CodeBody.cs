namespace FastChat.Server.Http.Bodies;

/// <summary>Shows a code.</summary>
/// <param name="Code">From the authenticator, or from the mail.</param>
internal sealed record CodeBody(string Code);
