namespace FastChat.Server.Accounts.Mail;

/// <summary>A mail in plain text.</summary>
internal sealed record Mail(string To, string Subject, string Text);
