namespace FastChat.Server.Http.Bodies;

/// <summary>Asks for a code by mail.</summary>
/// <param name="Handle">Of the account; whether there is one is not told.</param>
internal sealed record ResetRequestBody(string Handle);
