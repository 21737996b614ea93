namespace FastChat.Client.LocalState;

/// <summary>Which way from an anchor a log is read.</summary>
internal enum LogDirection
{
    /// <summary>Entries below the anchor; anchor 0: from the newest on.</summary>
    Before,

    /// <summary>Entries above the anchor.</summary>
    After,
}
