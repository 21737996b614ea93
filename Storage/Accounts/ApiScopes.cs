namespace FastChat.Storage.Accounts;

/// <summary>What a bot's token lets it do beyond reading what the bot may read. Stored by value: never renumber.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Read and be connected, nothing else.</summary>
    None = 0,

    /// <summary>Write, react, vote, signal, upload, and open direct conversations.</summary>
    Send = 1,

    /// <summary>Make groups, and change conversations and who is in them.</summary>
    Groups = 2,

    /// <summary>Change its own profile.</summary>
    Profile = 4,

    /// <summary>What people have, too: everything.</summary>
    All = -1,
}
