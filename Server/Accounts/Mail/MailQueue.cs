using System.Threading.Channels;

namespace FastChat.Server.Accounts.Mail;

/// <summary>
/// Makes and sends mails one after the other, away from the requests that cause them: nobody can tell by the time of an answer whether
/// there was one to send. What does not fit into the queue is dropped; a mail that cannot be delivered is tried a few times. Both are
/// logged without address and content. Thread-safe.
/// </summary>
internal sealed partial class MailQueue(TimeProvider time, ILogger<MailQueue> log, IMailer? mailer = null) : BackgroundService
{
    private const int WaitingMax = 1_024;
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)];

    private readonly Channel<Func<Task<Mail?>>> _waiting = Channel.CreateBounded<Func<Task<Mail?>>>(WaitingMax);

    /// <summary>Whether this server sends mail at all.</summary>
    public bool IsThere => mailer is not null;

    /// <summary>Makes the mail when its turn comes; null: there is none to send.</summary>
    public void Add(Func<Task<Mail?>> make)
    {
        if (!_waiting.Writer.TryWrite(make)) LogFull();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var make in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await make() is { } mail && mailer is not null) await SendAsync(mailer, mail, stoppingToken);
            }
#pragma warning disable CA1031 // The stage's edge: what failed is logged once, and the next mail has its turn.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogLost(failure.GetType().Name);
            }
        }
    }

    private async Task SendAsync(IMailer to, Mail mail, CancellationToken stopping)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await to.SendAsync(mail, stopping);
                return;
            }
#pragma warning disable CA1031 // A sender may fail in any way; the last time it is told.
            catch (Exception failure) when (tries < Pauses.Length && !stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogRetried(failure.GetType().Name);
                await Task.Delay(Pauses[tries], time, stopping);
            }
        }
    }

    [LoggerMessage(Diagnostics.EventIds.Accounts + 10, LogLevel.Warning, "The queue of mails is full; one was dropped")]
    private partial void LogFull();

    [LoggerMessage(Diagnostics.EventIds.Accounts + 11, LogLevel.Warning, "A mail was not taken ({Reason}); it is tried again")]
    private partial void LogRetried(string reason);

    [LoggerMessage(Diagnostics.EventIds.Accounts + 12, LogLevel.Error, "A mail could not be sent ({Reason}) and is lost")]
    private partial void LogLost(string reason);
}
