namespace FastChat.Client.Accounts;

/// <summary>Asks for a code by mail.</summary>
internal sealed record ResetRequestBody(string Handle);
