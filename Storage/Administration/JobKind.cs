namespace FastChat.Storage.Administration;

/// <summary>What a job does. On disk: never renumber.</summary>
public enum JobKind
{
    None = 0,

    /// <summary>Puts everything an account has into an archive.</summary>
    Export = 1,

    /// <summary>Deletes an account.</summary>
    Deletion = 2,

    /// <summary>Sends a message of the server's to one account or to all.</summary>
    Announcement = 3,
}
