namespace FastChat.Server.Accounts.Mail;

/// <summary>Delivers mail, or fails with an exception. Called by one mail at a time.</summary>
internal interface IMailer
{
    /// <summary>Returns once the mail was taken.</summary>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}
