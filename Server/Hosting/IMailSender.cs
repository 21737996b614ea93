namespace FastChat.Server.Hosting;

/// <summary>Sends the server's mails: address verification and password reset. For hosts that have a way of their own to send mail.</summary>
public interface IMailSender
{
    /// <summary>
    /// Takes one mail; called for one at a time, on a background thread. An exception means that it was not taken: it is tried again a few times.
    /// The text holds a code that must not be logged.
    /// </summary>
    /// <param name="address">The recipient, bare.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="text">Plain text.</param>
    /// <param name="cancellationToken">The server stops.</param>
    Task SendAsync(string address, string subject, string text, CancellationToken cancellationToken);
}
