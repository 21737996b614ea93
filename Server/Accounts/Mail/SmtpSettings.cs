namespace FastChat.Server.Accounts.Mail;

/// <summary>Where mail is handed over (RFC 5321); the server's options say what each means.</summary>
/// <param name="Host">The relay.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsTlsAtOnce">TLS from the first byte on.</param>
/// <param name="IsTlsRequired">TLS by STARTTLS, or nothing is sent.</param>
/// <param name="User">Null: without authentication.</param>
/// <param name="Password">Of the user.</param>
/// <param name="From">The sender's address.</param>
internal sealed record SmtpSettings(
    string Host, int Port, bool IsTlsAtOnce, bool IsTlsRequired, string? User, string? Password, string From);
