namespace FastChat.Client;

/// <summary>What a bot's token lets it do beyond reading what the bot may read.</summary>
[Flags]
public enum BotScopes
{
    /// <summary>Read and be connected, nothing else.</summary>
    None = 0,

    /// <summary>Write, react, vote, signal, upload, and open direct conversations.</summary>
    Send = 1,

    /// <summary>Make groups, and change conversations and who is in them.</summary>
    Groups = 2,

    /// <summary>Change its own profile.</summary>
    Profile = 4,
}
