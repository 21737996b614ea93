namespace FastChat.Client;

/// <summary>What an entry of a conversation's log is. Later versions may add values: treat unknown ones as nothing to show.</summary>
public enum EntryKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown = 0,

    /// <summary>A message.</summary>
    Message = 1,

    /// <summary>A new text for an earlier message of the same sender.</summary>
    Edit = 2,

    /// <summary>Takes an earlier message away.</summary>
    Delete = 3,

    /// <summary>Puts an emoji on an earlier message, or takes it off.</summary>
    Reaction = 4,

    /// <summary>Pins an earlier message, or takes the pin off.</summary>
    Pin = 5,

    /// <summary>Somebody joined, left, was removed, got another role, or the title changed.</summary>
    Membership = 6,

    /// <summary>A vote in a poll that is not anonymous.</summary>
    Vote = 8,

    /// <summary>Closes a poll.</summary>
    PollClosed = 9,

    /// <summary>How an anonymous poll stands, told by the server.</summary>
    PollTally = 10,
}
