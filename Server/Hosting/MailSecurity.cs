namespace FastChat.Server.Hosting;

/// <summary>How the connection to a mail relay is protected.</summary>
public enum MailSecurity
{
    /// <summary>By STARTTLS, or nothing is sent.</summary>
    StartTls,

    /// <summary>By TLS from the first byte on.</summary>
    Tls,

    /// <summary>Not at all: for a relay on the same machine.</summary>
    None,
}
