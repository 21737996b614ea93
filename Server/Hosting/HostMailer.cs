using FastChat.Server.Accounts.Mail;

namespace FastChat.Server.Hosting;

/// <summary>A host's own way to send mail, as the accounts see it.</summary>
internal sealed class HostMailer(IMailSender sender) : IMailer
{
    public Task SendAsync(Mail mail, CancellationToken cancellation) => sender.SendAsync(mail.To, mail.Subject, mail.Text, cancellation);
}
