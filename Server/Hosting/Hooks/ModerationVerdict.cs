namespace FastChat.Server.Hosting;

/// <summary>What becomes of a message that was stored.</summary>
public enum ModerationVerdict
{
    /// <summary>It stays.</summary>
    Keep = 0,

    /// <summary>The server deletes it for everybody, with all its edits, as who may delete messages there would.</summary>
    Remove = 1,
}
