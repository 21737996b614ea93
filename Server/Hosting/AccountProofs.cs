using FastChat.Server.Accounts;
using FastChat.Server.Accounts.Mail;

namespace FastChat.Server.Hosting;

/// <summary>The registrations of what proves an account besides its password: second step, mail, reset.</summary>
internal static class AccountProofs
{
    public static void AddAccountProofs(this IServiceCollection services, MailOptions mail)
    {
        services.AddSingleton<TwoStep>();
        services.AddSingleton<OneTimeCodes>();
        services.AddSingleton<Emails>();
        services.AddSingleton<PasswordReset>();
        services.AddSingleton<MailQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<MailQueue>());
        if (mail.Sender is { } sender)
        {
            services.AddSingleton<IMailer>(new HostMailer(sender));
        }
        else if (mail.Host is { } host)
        {
            services.AddSingleton<IMailer>(new SmtpMailer(new SmtpSettings(
                host, mail.Port, mail.Security == MailSecurity.Tls, mail.Security == MailSecurity.StartTls, mail.User, mail.Password, mail.From!)));
        }
    }
}
