namespace FastChat.Server.Administration;

/// <summary>The steps of deleting an account. In the rows of jobs: never renumber.</summary>
internal enum DeletionStep
{
    /// <summary>No way back: all devices are signed out, and none signs in.</summary>
    Begin = 0,

    /// <summary>Its messages are taken back, if that was asked for.</summary>
    Messages = 1,

    /// <summary>It leaves all conversations.</summary>
    Leave = 2,

    /// <summary>Its bots are deleted as it is; a bot is its owner's no more.</summary>
    Bots = 3,

    /// <summary>Uploads that no conversation refers to.</summary>
    Media = 4,

    /// <summary>What it reported, and what was reported of it.</summary>
    Reports = 5,

    /// <summary>Its own rows and their key, and the names that others know it by.</summary>
    Rows = 6,

    /// <summary>The handle may be somebody else's again.</summary>
    Handle = 7,
}
