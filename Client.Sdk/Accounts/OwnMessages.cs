namespace FastChat.Client;

/// <summary>What becomes of an account's messages when it is deleted.</summary>
public enum OwnMessages
{
    /// <summary>They stay where they are, as those of a deleted account.</summary>
    Keep,

    /// <summary>They are deleted for everybody, with their attachments.</summary>
    Remove,
}
