namespace FastChat.Client;

/// <summary>Who may make an account on a server.</summary>
public enum RegistrationMode
{
    /// <summary>Anybody.</summary>
    Open,

    /// <summary>Whoever has an invitation.</summary>
    Invitation,

    /// <summary>Nobody by himself.</summary>
    Closed,
}
