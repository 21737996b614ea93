using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace FastChat.Server.Accounts.Mail;

/// <summary>Hands each mail to a relay over a connection of its own: there are few.</summary>
internal sealed class SmtpMailer(SmtpSettings settings) : IMailer
{
    private const int TimeoutMilliseconds = 15_000;

    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.Add(MailboxAddress.Parse(mail.To));
        message.Subject = mail.Subject;
        message.Body = new TextPart("plain") { Text = mail.Text };

        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        var security = settings.IsTlsAtOnce ? SecureSocketOptions.SslOnConnect
            : settings.IsTlsRequired ? SecureSocketOptions.StartTls
            : SecureSocketOptions.None;
        await client.ConnectAsync(settings.Host, settings.Port, security, cancellation);
        if (settings.User is { } user) await client.AuthenticateAsync(user, settings.Password ?? "", cancellation);
        await client.SendAsync(message, cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
    }
}
