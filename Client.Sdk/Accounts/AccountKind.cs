namespace FastChat.Client;

/// <summary>What an account is.</summary>
public enum AccountKind
{
    /// <summary>Somebody who registered.</summary>
    Person = 0,

    /// <summary>Somebody who did not register, and whose account ends after a while unless it is upgraded.</summary>
    Guest = 1,

    /// <summary>A program.</summary>
    Bot = 2,
}
