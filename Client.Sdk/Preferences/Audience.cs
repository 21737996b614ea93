namespace FastChat.Client;

/// <summary>Who may see or do something. Numbers are the wire's.</summary>
public enum Audience
{
    /// <summary>Everyone; of what only members of a common conversation see, those.</summary>
    Everyone = 0,

    /// <summary>The account's contacts.</summary>
    Contacts = 1,

    /// <summary>Nobody.</summary>
    Nobody = 2,
}
