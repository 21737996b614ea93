namespace FastChat.Server.Hosting;

/// <summary>How the server sends mail; without <see cref="Host"/> and <see cref="Sender"/> it sends none.</summary>
public sealed record MailOptions
{
    /// <summary>The relay (SMTP).</summary>
    public string? Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection to it is protected.</summary>
    public MailSecurity Security { get; init; }

    /// <summary>The name to sign in with there; null: none.</summary>
    public string? User { get; init; }

    /// <summary>The password to it.</summary>
    public string? Password { get; init; }

    /// <summary>The address that the mails come from.</summary>
    public string? From { get; init; }

    /// <summary>Sends instead of a relay; for hosts in code.</summary>
    public IMailSender? Sender { get; init; }

    /// <summary>Names the place only: options hold a password.</summary>
    public override string ToString() => $"{nameof(MailOptions)} {{ {nameof(Host)} = {Host} }}";
}
