namespace FastChat.Server.Hosting;

/// <summary>Who may make an account.</summary>
public enum RegistrationMode
{
    /// <summary>Anybody.</summary>
    Open,

    /// <summary>Whoever has an invitation.</summary>
    Invitation,

    /// <summary>Nobody; accounts come from the operator, a backend or an identity provider that may make them.</summary>
    Closed,
}
