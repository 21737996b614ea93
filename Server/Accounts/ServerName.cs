namespace FastChat.Server.Accounts;

/// <summary>What the server is called where it speaks itself. Nobody else may register the handle.</summary>
internal sealed record ServerName(string Handle, string DisplayName);
