namespace FastChat.Storage.Administration;

/// <summary>How far a job is. On disk: never renumber.</summary>
public enum JobState
{
    None = 0,

    /// <summary>To be done, or being done; it goes on after a restart.</summary>
    Waiting = 1,

    /// <summary>Done. What it made is there until it expires.</summary>
    Done = 2,

    /// <summary>It cannot be done.</summary>
    Failed = 3,
}
